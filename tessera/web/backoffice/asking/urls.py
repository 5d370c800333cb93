"""Addresses: forms, their questions, who is asked, what was answered."""

from django.urls import URLPattern, path

from tessera.web.backoffice.asking import (
    answers,
    building,
    lists,
    of_order,
    questions,
    settings,
    tariffs,
)

FORMS = "<slug:shop>/forms/"
ORDER = "<slug:shop>/orders/<str:number>/answers/"
FORM = f"{FORMS}<int:form_id>/"
QUESTION = f"{FORM}questions/<int:question_id>/"

urlpatterns: list[URLPattern] = [
    path("<slug:shop>/answers/", answers.answers, name="answers"),
    path("<slug:shop>/answers/file/", answers.answers_file, name="answers_file"),
    path(f"{ORDER}<slug:who>/", of_order.edit_answers, name="edit_answers"),
    path(f"{ORDER}files/<int:file_id>/", of_order.answer_file, name="answer_file"),
    path(
        "<slug:shop>/events/<slug:event>/tariffs/<int:product_id>/form/",
        tariffs.ask_with,
        name="ask_with_tariff",
    ),
    path(FORMS, lists.forms, name="forms"),
    path(f"{FORMS}new/", lists.new_form, name="new_form"),
    path(FORM, building.form, name="form"),
    path(f"{FORM}record/", building.record, name="form_record"),
    path(f"{FORM}preview/", building.preview, name="form_preview"),
    path(f"{FORM}settings/", settings.settings, name="form_settings"),
    path(f"{FORM}tariffs/", tariffs.choose, name="form_tariffs"),
    path(f"{FORM}copies/", lists.copy_form, name="copy_form"),
    path(f"{FORM}archiving/", lists.archive_form, name="archive_form"),
    path(f"{FORM}return/", lists.restore_form, name="restore_form"),
    path(f"{FORM}questions/new/", questions.new_question, name="new_question"),
    path(QUESTION, questions.edit_question, name="edit_question"),
    path(f"{QUESTION}place/", questions.move_question, name="move_question"),
    path(f"{QUESTION}retirement/", questions.retire_question, name="retire_question"),
    path(f"{QUESTION}return/", questions.restore_question, name="restore_question"),
]
