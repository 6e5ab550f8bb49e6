"""Tables of the register: who may vote, and what everybody may know.

`rounds` holds a round and its course, `plan` what a council decided about it, `ledger` and
`reserves` the money of rounds, `roll` who may vote, `print_runs` their codes until they are
printed, `paper` forms between their two entries, `people` accounts, groups and mail, `staff` who
works here and what they did. `proposals` holds what groups propose, `photos` how that looks,
`places` where it is, `support` who signed for it, `linking_up` which of those become one, `reviews`
the office's side of a review, `grants` what groups are paid and report, `complaints` what somebody
said of a count.
"""

from voting.db.models.complaints import Complaint
from voting.db.models.grants import (
    Grant,
    GrantAgreement,
    GrantEvent,
    GrantPayee,
    GrantPayeeConfirmation,
    GrantPayment,
    GrantReminder,
    GrantReport,
    GrantRules,
    GrantTick,
    GrantTranche,
)
from voting.db.models.ledger import LedgerAccount, LedgerEntry
from voting.db.models.linking_up import (
    LinkUp,
    LinkUpAgreement,
    LinkUpEvent,
    LinkUpHint,
    LinkUpMember,
)
from voting.db.models.paper import PaperForm
from voting.db.models.people import (
    AddressChange,
    Group,
    Invitation,
    Lease,
    Link,
    Login,
    Mail,
    Membership,
    Person,
    RecoveryCode,
    Tries,
)
from voting.db.models.photos import Photo
from voting.db.models.places import Outline, OutlineFrame
from voting.db.models.plan import (
    BaseFormula,
    BaseLine,
    BaseNeed,
    Buurt,
    Initiative,
    InitiativeLink,
    MoneyRules,
    Preference,
    RefusalGround,
    Theme,
)
from voting.db.models.print_runs import KeptCode, PrintRun
from voting.db.models.proposals import Proposal, ProposalEvent, ProposalRules
from voting.db.models.reserves import OwnAction, ReserveMove
from voting.db.models.reviews import CostEstimate, DecisionReason, DeclaredInterest, ReviewTask
from voting.db.models.roll import FailedCode, Issuance, RevokedCode, RollEntry
from voting.db.models.rounds import (
    Area,
    FrozenFile,
    PhaseChange,
    Result,
    Round,
    SealKey,
    Withdrawal,
)
from voting.db.models.staff import (
    ActDecision,
    ActOutcome,
    ActRequest,
    StaffAct,
    StaffArea,
    StaffDuty,
    StaffInvitation,
    StaffMember,
)
from voting.db.models.support import (
    PendingSignature,
    Signature,
    SupportSubject,
    ThemePetition,
)

__all__ = [
    "ActDecision",
    "ActOutcome",
    "ActRequest",
    "AddressChange",
    "Area",
    "BaseFormula",
    "BaseLine",
    "BaseNeed",
    "Buurt",
    "Complaint",
    "CostEstimate",
    "DecisionReason",
    "DeclaredInterest",
    "FailedCode",
    "FrozenFile",
    "Grant",
    "GrantAgreement",
    "GrantEvent",
    "GrantPayee",
    "GrantPayeeConfirmation",
    "GrantPayment",
    "GrantReminder",
    "GrantReport",
    "GrantRules",
    "GrantTick",
    "GrantTranche",
    "Group",
    "Initiative",
    "InitiativeLink",
    "Invitation",
    "Issuance",
    "KeptCode",
    "Lease",
    "LedgerAccount",
    "LedgerEntry",
    "Link",
    "LinkUp",
    "LinkUpAgreement",
    "LinkUpEvent",
    "LinkUpHint",
    "LinkUpMember",
    "Login",
    "Mail",
    "Membership",
    "MoneyRules",
    "Outline",
    "OutlineFrame",
    "OwnAction",
    "PaperForm",
    "PendingSignature",
    "Person",
    "PhaseChange",
    "Photo",
    "Preference",
    "PrintRun",
    "Proposal",
    "ProposalEvent",
    "ProposalRules",
    "RecoveryCode",
    "RefusalGround",
    "ReserveMove",
    "Result",
    "ReviewTask",
    "RevokedCode",
    "RollEntry",
    "Round",
    "SealKey",
    "Signature",
    "StaffAct",
    "StaffArea",
    "StaffDuty",
    "StaffInvitation",
    "StaffMember",
    "SupportSubject",
    "Theme",
    "ThemePetition",
    "Tries",
    "Withdrawal",
]
