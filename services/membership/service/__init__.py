"""The doors of membership: one line each, a room per area."""

from services.membership.domain import passwords
from services.membership.service.applications import ApplicationDoors
from services.membership.service.commitments import CommitmentDoors
from services.membership.service.directory import DirectoryDoors
from services.membership.service.grants import GrantDoors
from services.membership.service.hubs import HubDoors
from services.membership.service.imports import ImportDoors
from services.membership.service.introductions import IntroductionDoors
from services.membership.service.invitations import InvitationDoors
from services.membership.service.life import LifeDoors
from services.membership.service.needs import NeedDoors
from services.membership.service.partners import PartnerDoors
from services.membership.service.people import PeopleDoors
from services.membership.service.principles import PrinciplesDoors
from services.membership.service.privacy import PrivacyDoors
from services.membership.service.profiles import ProfileDoors
from services.membership.service.security import SecurityDoors

passwords.decoy()  # made now, so that the first stranger who signs in does not wait twice as long as a member


class MembershipService(
    ApplicationDoors,
    CommitmentDoors,
    DirectoryDoors,
    GrantDoors,
    HubDoors,
    IntroductionDoors,
    ImportDoors,
    InvitationDoors,
    LifeDoors,
    NeedDoors,
    PartnerDoors,
    PeopleDoors,
    PrinciplesDoors,
    PrivacyDoors,
    ProfileDoors,
    SecurityDoors,
):
    """What others may ask of membership. Slow work on passwords goes through `heavy`, off the hub."""

    name = "membership"
