"""What the engine shows to machines."""

from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from delivery import health as checks


@never_cache
@require_safe
def health(request: HttpRequest) -> JsonResponse:
    """Answer 200 when all is well and 503 when one check fails, with each check's answer."""
    answers = checks.check(now=timezone.now())
    healthy = all(answer.healthy for answer in answers.values())
    body = {
        "healthy": healthy,
        "checks": {name: {"healthy": answer.healthy, "detail": answer.detail} for name, answer in answers.items()},
    }
    return JsonResponse(body, status=200 if healthy else 503)
