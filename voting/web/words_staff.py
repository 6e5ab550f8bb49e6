"""Words for roles and for acts that take two people, and why something is refused to staff."""

from flask_babel import lazy_gettext as __

from voting.domain.errors.staff import (
    AboutYourself,
    AdministratorThere,
    AlreadyStaff,
    AreaHidden,
    FreshCodeNeeded,
    LastAdministrator,
    MomentMalformed,
    OtherAddress,
    RequestChanged,
    RequestExpired,
    RequestSettled,
    RequestUnknown,
    RequestWaits,
    RoleNeeded,
    RolesClash,
    RolesMissing,
    SamePerson,
    SecondStepNeeded,
    SecondStepOff,
    StaffStays,
    StaffUnknown,
)
from voting.domain.four_eyes import Act, Status
from voting.domain.staff import StaffRole
from voting.web.errors import words_for
from voting.web.i18n import format_moment
from voting.web.translating import _

ROLES = {
    StaffRole.ROUND_MANAGER: __("round manager"),
    StaffRole.REVIEWER: __("reviewer"),
    StaffRole.DESK_OFFICER: __("desk officer"),
    StaffRole.PUBLISHER: __("publisher"),
    StaffRole.TREASURER: __("treasurer"),
    StaffRole.GRIFFIER: __("council clerk"),
    StaffRole.AUDITOR: __("auditor"),
    StaffRole.ADMINISTRATOR: __("administrator"),
}
DUTIES = {
    StaffRole.ROUND_MANAGER: __("Sets a round up, and asks to open, extend or annul it."),
    StaffRole.REVIEWER: __("Looks at plans, asks and decides, in some areas or in all."),
    StaffRole.DESK_OFFICER: __("Helps residents: letters, paper and telephone."),
    StaffRole.PUBLISHER: __("Asks to publish a result or a correction."),
    StaffRole.TREASURER: __("Pays, and asks to withdraw a grant."),
    StaffRole.GRIFFIER: __("Guards the process for the council: reads, and changes nothing."),
    StaffRole.AUDITOR: __("Looks along: reads, and changes nothing."),
    StaffRole.ADMINISTRATOR: __("Invites colleagues and gives roles; nothing else."),
}
ACTS = {
    Act.OPEN: __("open the round"),
    Act.EXTEND: __("let voting close later"),
    Act.ANNUL: __("annul the round"),
    Act.PUBLISH: __("publish the result"),
    Act.CORRECT: __("correct the result"),
    Act.WITHDRAW_GRANT: __("withdraw a grant"),
    Act.REISSUE: __("replace letters above the limit"),
    Act.RESET_STEP: __("take away a colleague's second step"),
    Act.DECIDE_GRANTS: __("decide on the grants"),
    Act.REFUSE_GRANT: __("refuse a plan its money"),
    Act.CARRY_OUT: __("let the municipality carry a plan out"),
    Act.MAKE_PAYMENT_LIST: __("make a list for the bank"),
    Act.CARRY_OVER: __("carry reserves over"),
    Act.ACT_ITSELF: __("let the municipality act itself in a neighbourhood"),
}
STATUSES = {
    Status.WAITS: __("waits for a second person"),
    Status.EXPIRED: __("too late"),
    Status.DECLINED: __("declined"),
    Status.CONFIRMED: __("confirmed, not finished"),
    Status.DONE: __("done"),
    Status.REFUSED: __("confirmed, but not possible any more"),
}


def name_role(role: StaffRole) -> str:
    """Return what a role is called."""
    return str(ROLES[role])


def say_duty(role: StaffRole) -> str:
    """Say what somebody in this role does."""
    return str(DUTIES[role])


def name_act(act: Act) -> str:
    """Return an act in a few words, as what is asked."""
    return str(ACTS[act])


def name_status(status: Status) -> str:
    """Say where a request is."""
    return str(STATUSES[status])


@words_for(RolesMissing)
def say_roles_missing(_refusal: RolesMissing) -> str:
    """At least one."""
    return _("Choose at least one role.")


@words_for(RolesClash)
def say_roles_clash(refusal: RolesClash) -> str:
    """Who watches does not act."""
    return _(
        "One person cannot be %(reading)s and %(acting)s: the first watches over the second.",
        reading=name_role(StaffRole(refusal.reading)),
        acting=name_role(StaffRole(refusal.acting)),
    )


@words_for(StaffUnknown)
def say_staff_unknown(_refusal: StaffUnknown) -> str:
    """Perhaps they just left."""
    return _("This person does not work here, or not any more.")


@words_for(AlreadyStaff)
def say_already_staff(_refusal: AlreadyStaff) -> str:
    """Change the roles instead."""
    return _("This person works here already. Change the roles on their page.")


@words_for(LastAdministrator)
def say_last_administrator(_refusal: LastAdministrator) -> str:
    """Someone must make accounts."""
    return _("Somebody must be able to invite colleagues. Make somebody else administrator first.")


@words_for(AdministratorThere)
def say_administrator_there(_refusal: AdministratorThere) -> str:
    """Only the first by command."""
    return _("There is an administrator already, who invites everybody else on the site.")


@words_for(OtherAddress)
def say_other_address(_refusal: OtherAddress) -> str:
    """It is personal."""
    return _(
        "This invitation is for another e-mail address. Sign in with the account of that address."
    )


@words_for(StaffStays)
def say_staff_stays(_refusal: StaffStays) -> str:
    """First leave."""
    return _(
        "This account works for the municipality. An administrator ends that first; then the"
        " account can go."
    )


@words_for(SecondStepNeeded)
def say_second_step_needed(_refusal: SecondStepNeeded) -> str:
    """Always on."""
    return _("Who works for the municipality always needs the second step.")


@words_for(FreshCodeNeeded)
def say_fresh_code_needed(_refusal: FreshCodeNeeded) -> str:
    """A new code."""
    return _("A new code from the app is needed first.")


@words_for(RoleNeeded)
def say_role_needed(_refusal: RoleNeeded) -> str:
    """Somebody else does it."""
    return _("This belongs to another role. A colleague who has it can do it.")


@words_for(AreaHidden)
def say_area_hidden(_refusal: AreaHidden) -> str:
    """As if it were not there."""
    return _("There is no such plan, or it is in another area.")


@words_for(RequestUnknown)
def say_request_unknown(_refusal: RequestUnknown) -> str:
    """Not there."""
    return _("There is no such request.")


@words_for(RequestExpired)
def say_request_expired(refusal: RequestExpired) -> str:
    """Ask again."""
    return _(
        "Nobody confirmed this before %(moment)s. It can be asked again.",
        moment=format_moment(refusal.expired),
    )


@words_for(RequestSettled)
def say_request_settled(_refusal: RequestSettled) -> str:
    """Once."""
    return _("This was confirmed or declined before. Every answer counts once.")


@words_for(RequestWaits)
def say_request_waits(_refusal: RequestWaits) -> str:
    """One at a time."""
    return _("The same was asked already, and waits for a second person.")


@words_for(SamePerson)
def say_same_person(_refusal: SamePerson) -> str:
    """Two people."""
    return _("Who asks cannot confirm. It takes a colleague, who signs in as themselves.")


@words_for(AboutYourself)
def say_about_yourself(_refusal: AboutYourself) -> str:
    """Two others."""
    return _("This is about your own account. Two colleagues do it.")


@words_for(RequestChanged)
def say_request_changed(_refusal: RequestChanged) -> str:
    """Ask anew."""
    return _(
        "What was asked is not how things are now. Nothing was done. Look, and ask for it anew."
    )


@words_for(SecondStepOff)
def say_second_step_off(_refusal: SecondStepOff) -> str:
    """Nothing to take away."""
    return _("This colleague has no second step to take away.")


@words_for(MomentMalformed)
def say_moment_malformed(_refusal: MomentMalformed) -> str:
    """How to write it."""
    return _("This is not a day and time. Write it like 2027-06-15 20:00.")
