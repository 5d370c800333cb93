"""Refusals of forms."""

from tessera.lib.errors import Refusal


class BadForm(Refusal):
    """A form that could not be asked as it is said (`field`)."""

    code = "bad_form"


class BadQuestion(Refusal):
    """A question that nobody could answer as it is said (`field`)."""

    code = "bad_question"


class WasAnswered(Refusal):
    """Answers exist that the change would make unreadable."""

    code = "was_answered"


class IsAsked(Refusal):
    """Something else stands on it: products, or other questions."""

    code = "is_asked"


class BadAnswer(Refusal):
    """What was answered is not what the question asks for."""

    code = "bad_answer"


class BadFile(Refusal):
    """The file is not one that the question takes: of another kind, too large, or harmful."""

    code = "bad_file"


class AnswersRefused(Refusal):
    """Answers are missing or wrong; `fields` says which and why."""

    code = "answers_refused"
