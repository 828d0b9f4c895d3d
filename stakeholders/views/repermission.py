"""The page behind the question to the list: two buttons, of which none is pressed by looking."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language, gettext

from delivery import tokens
from stakeholders.repermission import answering
from stakeholders.views.personal import masked, personal_page

_ANSWERS = {"yes": True, "no": False}


@personal_page
def answer(request: HttpRequest, token: str) -> HttpResponse:
    """Ask; a POST answers. The answer can be changed by the same link as long as it works."""
    if request.method == "POST":
        yes = _ANSWERS.get(request.POST.get("answer", ""))
        if yes is None:
            text = gettext("Nothing was changed: the request names no answer.")
            return HttpResponse(text, status=400, content_type="text/plain; charset=utf-8")
        answering.answer(token=token, yes=yes, language=get_language() or "", now=timezone.now())
        return redirect("stakeholders:answer", token)
    question = answering.read(token)
    context = {
        "address": masked(question.address.email),
        "topic": question.topic,
        "answer": question.answer,
        "wording": answering.WORDING,
        "preferences_token": tokens.preferences_token(question.address.pk),
    }
    return render(request, "stakeholders/answer.html", context)
