"""Pages for who has an account: signing in, one's own account, one's groups."""

from voting.web.account import entry_views, group_views, invitation_views, own_views, step_views
from voting.web.account.blueprint import bp

__all__ = ["bp", "entry_views", "group_views", "invitation_views", "own_views", "step_views"]
