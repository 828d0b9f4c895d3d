import pytest
from tests.browser import places
from tests.browser.reading import visit
from tests.architecture.browser import browser_test
pytestmark=[browser_test, pytest.mark.django_db]

@pytest.mark.parametrize("language", places.LANGUAGES)
def test_pages(served, browser, language):
    import time
    t=time.time()
    for path in [*places.public(language), *places.personal(served.person, language)]:
        v = visit(browser, served.origin, path)
        print(f"{path[:60]:<60} {v.wire.rest:>7} {v.wire.requests:>3} {v.wire.urdu_font:>7} {v.wire.photographs:>7} {v.checked:>4}")
        for f in v.faults: print("      !!", f)
    print(time.time()-t)
