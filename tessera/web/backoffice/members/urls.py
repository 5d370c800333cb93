"""Addresses of members, levels, plans and codes."""

from django.urls import URLPattern, path

from tessera.web.backoffice.members import (
    codes,
    erasures,
    figures,
    files,
    grants,
    grid,
    importing,
    levels,
    member,
    plan_edit,
    plans,
    settings,
)

MEMBERS = "<slug:shop>/members"
RECORD = f"{MEMBERS}/<int:record>"
MEMBERSHIP = f"{RECORD}/memberships/<int:membership>"
LEVELS = f"{MEMBERS}/levels"
PLANS = f"{MEMBERS}/plans"
PLAN = f"{PLANS}/<int:plan_id>"
CODES = f"{MEMBERS}/codes"
ERASURES = f"{MEMBERS}/erasures"
IMPORT = f"{MEMBERS}/import"

urlpatterns: list[URLPattern] = [
    path(f"{MEMBERS}/", grid.members, name="members"),
    path(f"{MEMBERS}/new/", member.add_member, name="add_member"),
    path(f"{MEMBERS}/settings/", settings.member_settings, name="member_settings"),
    path(f"{MEMBERS}/export/", files.members_file, name="members_file"),
    path(f"{MEMBERS}/figures/", figures.member_figures, name="member_figures"),
    path(
        f"{MEMBERS}/figures/<slug:member_picture>.<slug:written>",
        figures.member_picture,
        name="member_picture",
    ),
    path(f"{MEMBERS}/payments/", files.payments_file, name="member_payments"),
    path(f"{IMPORT}/", importing.import_page, name="import_members"),
    path(f"{IMPORT}/columns/", importing.import_columns, name="import_columns"),
    path(f"{ERASURES}/", erasures.erasures, name="erasures"),
    path(f"{ERASURES}/<int:erasure_id>/", erasures.erasure, name="erasure"),
    path(f"{LEVELS}/", levels.levels, name="levels"),
    path(f"{LEVELS}/new/", levels.new_level, name="new_level"),
    path(f"{LEVELS}/<int:level_id>/", levels.edit_level, name="edit_level"),
    path(f"{LEVELS}/<int:level_id>/removal/", levels.delete_level, name="delete_level"),
    path(f"{PLANS}/", plans.plans, name="plans"),
    path(f"{PLANS}/new/", plan_edit.new_plan, name="new_plan"),
    path(f"{PLANS}/new/words/", plan_edit.describe_plan, name="describe_plan"),
    path(f"{PLANS}/gross/", plan_edit.plan_gross, name="plan_gross"),
    path(f"{PLAN}/", plans.plan, name="plan"),
    path(f"{PLAN}/editing/", plan_edit.edit_plan, name="edit_plan"),
    path(f"{PLAN}/place/", plans.move_plan, name="move_plan"),
    path(f"{PLAN}/publication/", plans.set_plan_status, name="set_plan_status"),
    path(f"{PLAN}/price/", plans.reprice_plan, name="reprice_plan"),
    path(f"{PLAN}/form/", plans.plan_form, name="plan_form"),
    path(f"{PLAN}/removal/", plans.delete_plan, name="delete_plan"),
    path(f"{CODES}/", codes.plan_codes, name="plan_codes"),
    path(f"{CODES}/new/", codes.new_plan_code, name="new_plan_code"),
    path(f"{CODES}/<int:plan_code>/", codes.edit_plan_code, name="edit_plan_code"),
    path(f"{CODES}/<int:plan_code>/removal/", codes.delete_plan_code, name="delete_plan_code"),
    path(f"{RECORD}/", member.member, name="member"),
    path(f"{RECORD}/editing/", member.edit_member, name="edit_member"),
    path(f"{RECORD}/note/", member.note_member, name="note_member"),
    path(f"{RECORD}/grants/", grants.grant, name="grant"),
    path(f"{RECORD}/erasure/", grants.erase, name="erase_member"),
    path(f"{MEMBERSHIP}/renewal/", grants.renew, name="renew_membership"),
    path(f"{MEMBERSHIP}/end/", grants.end, name="end_membership"),
    path(f"{MEMBERSHIP}/stop/", grants.stop, name="stop_membership"),
    path(f"{MEMBERSHIP}/places/", grants.seat, name="seat"),
]
