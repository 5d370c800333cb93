"""Addresses: organisation, team, profiles, invitations, codes and tokens."""

from django.urls import path

from tessera.web.backoffice.team import (
    accepting,
    codes,
    invitations,
    members,
    organisation,
    profiles,
    tokens,
)

urlpatterns = [
    path("new-organisation/", organisation.new_organisation, name="new_organisation"),
    path("invitations/<str:key>/", accepting.invitation, name="invitation"),
    path("<slug:shop>/organisation/", organisation.organisation, name="organisation"),
    path("<slug:shop>/team/", members.team, name="team"),
    path("<slug:shop>/team/<int:member_id>/profile/", members.profile, name="member_profile"),
    path("<slug:shop>/team/<int:member_id>/access/", members.access, name="member_access"),
    path("<slug:shop>/team/invitations/", invitations.invite, name="invite"),
    path(
        "<slug:shop>/team/invitations/<int:invitation_id>/renewal/",
        invitations.renewal,
        name="renew_invitation",
    ),
    path(
        "<slug:shop>/team/invitations/<int:invitation_id>/withdrawal/",
        invitations.withdrawal,
        name="withdraw_invitation",
    ),
    path("<slug:shop>/team/resellers/", invitations.reseller, name="invite_reseller"),
    path("<slug:shop>/profiles/", profiles.profiles, name="profiles"),
    path("<slug:shop>/profiles/new/", profiles.new_profile, name="new_profile"),
    path("<slug:shop>/profiles/<int:profile_id>/", profiles.profile, name="profile"),
    path(
        "<slug:shop>/profiles/<int:profile_id>/deletion/",
        profiles.deletion,
        name="delete_profile",
    ),
    path("<slug:shop>/codes/", codes.codes, name="access_codes"),
    path("<slug:shop>/codes/<int:code_id>/revocation/", codes.revocation, name="revoke_code"),
    path("<slug:shop>/tokens/", tokens.tokens, name="tokens"),
    path("<slug:shop>/tokens/<int:token_id>/revocation/", tokens.end_token, name="end_token"),
]
