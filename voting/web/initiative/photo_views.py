"""Views of the photos of a plan or a report: see them, put them in order, remove one."""

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from voting.services import adding_photos, removing_photos
from voting.services.photos import view_album
from voting.services.proposals import ProposalView
from voting.web.access import Role, allow
from voting.web.initiative.blueprint import bp
from voting.web.initiative.overview_parts import Part, overview_part
from voting.web.initiative.photo_albums import describe_album, read_occasion
from voting.web.initiative.photo_pages import attempt, render_album, take_photo
from voting.web.photos import describe_photos, open_files, read_photo_id
from voting.web.questions import read_fields
from voting.web.rounds import now
from voting.web.signed_in import take_account
from voting.web.stores import stores
from voting.web.translating import _, ngettext


@overview_part(20)
def tell_photos(view: ProposalView) -> Part:
    """Tell how many photos a plan has, and whether one is unfinished."""
    album = view_album(stores(), view.reference, take_account().id)
    url = url_for("initiative.show_photos", reference=view.reference)
    if not album.photos:
        return Part(_("Photos"), _("None. A plan may do without."), url)
    count = len(album.photos)
    words = ngettext("%(number)s photo.", "%(number)s photos.", count, number=count)
    unfinished = not all(photo.shown for photo in album.photos)
    if unfinished:
        words = f"{words} {_('Something is still missing.')}"
    return Part(_("Photos"), words, url, todo=unfinished)


@bp.get("/<reference>/photos", defaults={"occasion": "plan"})
@bp.get("/<reference>/photos/with/<occasion>")
@allow(Role.PERSON)
def show_photos(reference: str, occasion: str) -> ResponseReturnValue:
    """Show the photos of a plan or a report, and what can be done with each."""
    return render_album(reference, read_occasion(occasion))


@bp.post("/<reference>/photos", defaults={"occasion": "plan"})
@bp.post("/<reference>/photos/with/<occasion>")
@allow(Role.PERSON)
def submit_photos(reference: str, occasion: str) -> ResponseReturnValue:
    """Bring a photo a place up or down."""
    filled = read_fields("up", "down")
    id, up = read_photo_id(filled["up"] or filled["down"]), bool(filled["up"])
    me = take_account().id
    refusal = attempt(lambda: adding_photos.move(stores(), me, reference, id, up=up))
    if refusal:
        return render_album(reference, read_occasion(occasion), refusal)
    return redirect(url_for(".show_photos", reference=reference, occasion=occasion), 303)


@bp.get("/<reference>/photos/<photo>/remove")
@allow(Role.PERSON)
def show_remove_photo(reference: str, photo: str) -> ResponseReturnValue:
    """Ask whether the reader is sure."""
    found = take_photo(reference, photo)
    return render_template(
        "initiative/photo_remove.html",
        album=describe_album(reference, found.occasion),
        photo=describe_photos([found], reference)[0],
    )


@bp.post("/<reference>/photos/<photo>/remove")
@allow(Role.PERSON)
def submit_remove_photo(reference: str, photo: str) -> ResponseReturnValue:
    """Remove the photo for good."""
    read_fields()
    found, me = take_photo(reference, photo), take_account().id
    attempt(
        lambda: removing_photos.remove_photo(stores(), open_files(), me, reference, found.id, now())
    )
    return redirect(describe_album(reference, found.occasion).url, 303)
