"""An applicant writes, hands in, answers, withdraws."""

from dataclasses import replace
from datetime import date

import pytest

from contracts.errors import Conflict, Invalid, NotAllowed, NotFound
from contracts.membership import (
    ApplicationContent,
    ApplicationSubmitted,
    ApplicationWithdrawn,
    AttachMandate,
    BeginReview,
    CityDraft,
    DeclineApplication,
    DiscardApplication,
    GetApplication,
    InformationProvided,
    InformationRequested,
    ListApplications,
    ProvideInformation,
    ReadMandate,
    RequestInformation,
    ReviseApplication,
    StartApplication,
    SubmitApplication,
    Theming,
    WithdrawApplication,
)
from contracts.standard import OpenUpload, SendUploadPart
from services.membership import views
from services.membership.usecases import applications, reviews
from tests.builders.membership import (
    PDF,
    admitted,
    drafted,
    named,
    opened_hub,
    recommended,
    reviewer_of,
    submitted,
    under_review,
    whole_content,
    with_mandate,
)
from tests.fakes.membership import MemoryMembership, hub_officer, management, person


def pointers(refused: pytest.ExceptionInfo[Invalid]) -> set[str]:
    return {error["pointer"] for error in refused.value.details["errors"]}


def submit(membership: MemoryMembership, application, by, **more):
    return membership.ask(applications.submit_application, SubmitApplication(application_id=application.id), by, **more)


def test_a_draft_gets_a_reference_of_its_year(membership: MemoryMembership) -> None:
    first = membership.ask(applications.start_application, StartApplication(), person())
    second = membership.ask(applications.start_application, StartApplication(), person())
    assert (first.reference, second.reference) == ("JOIN-2027-0001", "JOIN-2027-0002")
    assert (first.state, first.version, first.content) == ("draft", 1, ApplicationContent())


def test_references_begin_anew_each_year(membership: MemoryMembership) -> None:
    membership.ask(applications.start_application, StartApplication(), person())
    membership.wait(days=366)
    assert membership.ask(applications.start_application, StartApplication(), person()).reference == "JOIN-2028-0001"


def test_a_draft_may_hold_any_part_and_be_changed_part_by_part(membership: MemoryMembership) -> None:
    applicant = person()
    draft = membership.ask(
        applications.start_application, StartApplication(content=ApplicationContent(city=CityDraft(country="KE"))), applicant
    )
    revise = ReviseApplication(application_id=draft.id, changes={"city": {"names": {"en": "Nakuru"}}, "principles_version": "2026-1"})
    changed = membership.ask(applications.revise_application, revise, applicant)
    assert (changed.content.city.country, changed.content.city.names, changed.version) == ("KE", {"en": "Nakuru"}, 2)
    emptied = ReviseApplication(application_id=draft.id, changes={"city": {"country": None}})
    assert membership.ask(applications.revise_application, emptied, applicant).content.city.country is None


def test_a_patch_that_leads_to_half_a_contact_is_refused_by_pointer(membership: MemoryMembership) -> None:
    applicant = person()
    draft = membership.ask(applications.start_application, StartApplication(), applicant)
    revise = ReviseApplication(application_id=draft.id, changes={"contact": {"name": "Amina"}})
    with pytest.raises(Invalid) as refused:
        membership.ask(applications.revise_application, revise, applicant)
    assert pointers(refused) == {"/changes/contact/function", "/changes/contact/email"}


def test_only_drafts_vanish(membership: MemoryMembership) -> None:
    applicant = person()
    draft = drafted(membership, applicant)
    membership.ask(applications.discard_application, DiscardApplication(application_id=draft.id), applicant)
    with pytest.raises(NotFound):
        membership.see(views.applications.get_application, GetApplication(application_id=draft.id), applicant)
    handed_in = submitted(membership, applicant)
    with pytest.raises(Conflict) as refused:
        membership.ask(applications.discard_application, DiscardApplication(application_id=handed_in.id), applicant)
    assert (refused.value.code, refused.value.details) == (
        "membership.wrong_state",
        {"state": "submitted", "action": "discard_application"},
    )


def test_one_person_has_twenty_drafts_at_most(membership: MemoryMembership) -> None:
    applicant = person()
    drafts = [membership.ask(applications.start_application, StartApplication(), applicant) for _ in range(20)]
    with pytest.raises(Conflict) as refused:
        membership.ask(applications.start_application, StartApplication(), applicant)
    assert (refused.value.code, refused.value.details) == ("membership.too_many_drafts", {"most": 20})
    membership.ask(applications.discard_application, DiscardApplication(application_id=drafts[0].id), applicant)
    membership.ask(applications.start_application, StartApplication(), applicant)
    membership.ask(applications.start_application, StartApplication(), person())


def test_an_empty_application_is_told_everything_that_is_missing(membership: MemoryMembership) -> None:
    applicant = person()
    draft = membership.ask(applications.start_application, StartApplication(), applicant)
    with pytest.raises(Invalid) as refused:
        submit(membership, draft, applicant)
    assert refused.value.code == "membership.incomplete"
    city = {f"/content/city/{name}" for name in ("names", "country", "tier", "population", "population_year", "languages")}
    assert pointers(refused) == city | {"/content/contact", "/content/principles_version", "/mandate"}
    assert membership.see(views.applications.get_application, GetApplication(application_id=draft.id), applicant).state == "draft"


@pytest.mark.parametrize(
    ("content", "pointer", "code"),
    [
        (whole_content(city={"country": "XX", "subdivision": None}), "/content/city/country", "membership.unknown_country"),
        (whole_content(city={"subdivision": "ES-SE"}), "/content/city/subdivision", "membership.unknown_subdivision"),
        (whole_content(city={"subdivision": "KE-99"}), "/content/city/subdivision", "membership.unknown_subdivision"),
        (whole_content(city={"population_year": 2028}), "/content/city/population_year", "membership.in_the_future"),
        (whole_content(city={"languages": ("en", "qq")}), "/content/city/languages/1", "membership.unknown_language"),
        (whole_content(city={"latitude": None}), "/content/city/latitude", "required"),
        (whole_content(city={"longitude": None}), "/content/city/longitude", "required"),
        (whole_content(city={"names": {"en": "—"}}), "/content/city/names/en", "membership.no_name"),
        (whole_content(principles_version="2019-1"), "/content/principles_version", "membership.old_principles"),
        (whole_content(needs=(Theming(theme="flying_cars"),)), "/content/needs/0/theme", "membership.unknown_theme"),
        (
            whole_content(offers=(Theming(theme="misogyny"), Theming(theme="misogyny"))),
            "/content/offers/1/theme",
            "membership.repeated_theme",
        ),
    ],
)
def test_what_does_not_fit_is_named(membership: MemoryMembership, content: ApplicationContent, pointer: str, code: str) -> None:
    applicant = person()
    draft = drafted(membership, applicant, content)
    with pytest.raises(Invalid) as refused:
        submit(membership, draft, applicant)
    assert [(error["pointer"], error["code"]) for error in refused.value.details["errors"]] == [(pointer, code)]


def test_a_mandate_cannot_have_been_signed_tomorrow(membership: MemoryMembership) -> None:
    applicant = person()
    draft = drafted(membership, applicant)
    attach = AttachMandate(
        application_id=draft.id, upload_id=uploaded(membership, applicant), signatory="The Mayor", signed_on=date(2027, 3, 2)
    )
    membership.ask(applications.attach_mandate, attach, applicant)
    with pytest.raises(Invalid) as refused:
        submit(membership, draft, applicant)
    assert pointers(refused) == {"/mandate/signed_on"}


def test_a_city_without_subdivision_or_place_may_apply(membership: MemoryMembership) -> None:
    applicant = person()
    content = whole_content(city={"subdivision": None, "latitude": None, "longitude": None}, needs=(), offers=())
    assert submitted(membership, applicant, content).state == "submitted"


def test_a_submitted_application_goes_to_the_hub_of_its_country(membership: MemoryMembership) -> None:
    hub = opened_hub(membership)
    handed_in = submitted(membership, person())
    assert (handed_in.state, handed_in.hub_id, handed_in.submitted_at) == ("submitted", hub.id, membership.now)
    assert membership.said()[-1] == ApplicationSubmitted(application_id=handed_in.id, country="KE", hub_id=hub.id, tier="municipality")


def test_a_country_without_a_hub_goes_to_the_management_unit_which_acts_as_its_hub(membership: MemoryMembership) -> None:
    handed_in = submitted(membership, person())
    assert handed_in.hub_id is None
    assert membership.ask(reviews.begin_review, BeginReview(application_id=handed_in.id), management()).state == "in_hub_review"


def test_an_applicant_cannot_submit_twice(membership: MemoryMembership) -> None:
    applicant = person()
    handed_in = submitted(membership, applicant)
    with pytest.raises(Conflict) as refused:
        submit(membership, handed_in, applicant)
    assert refused.value.code == "membership.wrong_state"


def test_a_retry_with_the_same_key_gets_the_first_answer(membership: MemoryMembership) -> None:
    applicant = person()
    draft = drafted(membership, applicant)
    first = submit(membership, draft, applicant, key="once")
    assert submit(membership, draft, applicant, key="once") == first
    assert sum(isinstance(event, ApplicationSubmitted) for event in membership.said()) == 1


@pytest.mark.parametrize("name", ["Mombasa", "MOMBASA", "Mombása", "ممباسا"])
def test_one_city_has_one_live_application(membership: MemoryMembership, name: str) -> None:
    submitted(membership, person())
    rival = person()
    draft = drafted(membership, rival, named(name))
    with pytest.raises(Conflict) as refused:
        submit(membership, draft, rival)
    assert refused.value.code == "membership.already_applying"


def test_a_member_cannot_apply_again(membership: MemoryMembership) -> None:
    admitted(membership)
    rival = person()
    draft = drafted(membership, rival, named("mombasa"))
    with pytest.raises(Conflict) as refused:
        submit(membership, draft, rival)
    assert refused.value.code == "membership.already_member"


def test_cities_of_one_name_in_two_subdivisions_are_two_cities(membership: MemoryMembership) -> None:
    submitted(membership, person(), named("Springfield", country="US", subdivision="US-IL"))
    assert submitted(membership, person(), named("Springfield", country="US", subdivision="US-MA")).state == "submitted"


def test_a_withdrawn_or_declined_application_makes_way(membership: MemoryMembership) -> None:
    applicant = person()
    first = submitted(membership, applicant)
    withdraw = WithdrawApplication(application_id=first.id, note="After the election.")
    assert membership.ask(applications.withdraw_application, withdraw, applicant).state == "withdrawn"
    assert ApplicationWithdrawn(application_id=first.id) in membership.said()
    second = recommended(membership, person())
    decline = DeclineApplication(application_id=second.id, reason="mandate_not_valid", note="Signed by nobody in office.")
    membership.ask(reviews.decline_application, decline, management())
    assert submitted(membership, person()).state == "submitted"


def test_two_people_do_not_overwrite_each_other(membership: MemoryMembership) -> None:
    applicant = person()
    draft = membership.ask(applications.start_application, StartApplication(), applicant)
    change = ReviseApplication(application_id=draft.id, changes={"city": {"country": "KE"}})
    membership.ask(applications.revise_application, change, applicant, version=1)
    with pytest.raises(Conflict) as refused:
        membership.ask(applications.revise_application, change, applicant, version=1)
    assert (refused.value.code, refused.value.details) == ("stale_version", {"version": 2})


def test_a_question_is_answered_and_the_review_goes_on(membership: MemoryMembership) -> None:
    hub, applicant = opened_hub(membership), person()
    reviewed = under_review(membership, applicant)
    ask = RequestInformation(application_id=reviewed.id, question="Which council decided?", fields=("/content/contact",))
    asked = membership.ask(reviews.request_information, ask, hub_officer(hub.id))
    assert (asked.state, asked.history[-1].note, asked.history[-1].fields) == (
        "info_requested",
        "Which council decided?",
        ("/content/contact",),
    )
    revise = ReviseApplication(application_id=reviewed.id, changes={"contact": {"function": "Council secretary"}})
    membership.ask(applications.revise_application, revise, applicant)
    answered = membership.ask(
        applications.provide_information, ProvideInformation(application_id=reviewed.id, answer="The county assembly."), applicant
    )
    assert answered.state == "in_hub_review"
    assert [entry.step for entry in answered.history] == [
        "started",
        "mandate_attached",
        "submitted",
        "review_begun",
        "information_requested",
        "revised",
        "information_provided",
    ]
    assert membership.said()[-2:] == [
        InformationRequested(application_id=reviewed.id, hub_id=hub.id),
        InformationProvided(application_id=reviewed.id, hub_id=hub.id),
    ]


def questioned(membership: MemoryMembership, applicant):
    reviewed = under_review(membership, applicant)
    ask = RequestInformation(application_id=reviewed.id, question="Which council decided?")
    return membership.ask(reviews.request_information, ask, reviewer_of(reviewed))


def test_an_answer_must_leave_the_application_whole(membership: MemoryMembership) -> None:
    applicant = person()
    asked = questioned(membership, applicant)
    membership.ask(applications.revise_application, ReviseApplication(application_id=asked.id, changes={"contact": None}), applicant)
    with pytest.raises(Invalid) as refused:
        membership.ask(applications.provide_information, ProvideInformation(application_id=asked.id, answer="There."), applicant)
    assert pointers(refused) == {"/content/contact"}


def test_a_city_renamed_on_the_way_is_known_by_its_new_name(membership: MemoryMembership) -> None:
    applicant = person()
    asked = questioned(membership, applicant)
    revise = ReviseApplication(application_id=asked.id, changes={"city": {"names": {"en": "Malindi", "es": None, "ar": None}}})
    membership.ask(applications.revise_application, revise, applicant)
    membership.ask(applications.provide_information, ProvideInformation(application_id=asked.id, answer="Renamed."), applicant)
    assert submitted(membership, person()).state == "submitted"
    rival = person()
    with pytest.raises(Conflict):
        submit(membership, drafted(membership, rival, named("malindi", subdivision="KE-28")), rival)


def test_the_country_is_fixed_once_a_hub_reads(membership: MemoryMembership) -> None:
    applicant = person()
    asked = questioned(membership, applicant)
    with pytest.raises(Conflict) as refused:
        membership.ask(
            applications.revise_application, ReviseApplication(application_id=asked.id, changes={"city": {"country": "TZ"}}), applicant
        )
    assert refused.value.code == "membership.country_fixed"


def test_a_submitted_application_cannot_be_revised(membership: MemoryMembership) -> None:
    applicant = person()
    handed_in = submitted(membership, applicant)
    with pytest.raises(Conflict) as refused:
        membership.ask(applications.revise_application, ReviseApplication(application_id=handed_in.id, changes={}), applicant)
    assert refused.value.code == "membership.wrong_state"


# ---------------------------------------------------------------- the mandate


def uploaded(membership: MemoryMembership, by, content: bytes = PDF) -> str:
    upload = OpenUpload(purpose="mandate", file_name="m.pdf", media_type="application/pdf", size=len(content))
    opened = membership.ask(lambda unit, request: unit.files.open(request), upload, by)
    part = SendUploadPart(upload_id=opened.id, offset=0, part=content)
    return membership.ask(lambda unit, request: unit.files.send_part(request.upload_id, request.offset, request.part), part, by).id


def test_a_mandate_is_read_by_those_who_read_the_application(membership: MemoryMembership) -> None:
    applicant = person()
    handed_in = submitted(membership, applicant)
    for reader in (applicant, management()):
        part = membership.see(views.applications.read_mandate, ReadMandate(application_id=handed_in.id), reader)
        assert (part.part, part.file_name, part.media_type) == (PDF, "mandate.pdf", "application/pdf")
    with pytest.raises(NotFound) as refused:
        membership.see(views.applications.read_mandate, ReadMandate(application_id=handed_in.id), person())
    assert refused.value.code == "membership.no_application"


def test_there_is_no_mandate_to_read_before_one_is_attached(membership: MemoryMembership) -> None:
    applicant = person()
    draft = membership.ask(applications.start_application, StartApplication(), applicant)
    with pytest.raises(NotFound) as refused:
        membership.see(views.applications.read_mandate, ReadMandate(application_id=draft.id), applicant)
    assert refused.value.code == "membership.no_mandate"


def test_a_new_mandate_takes_the_place_of_the_old_one(membership: MemoryMembership) -> None:
    applicant = person()
    draft = drafted(membership, applicant)
    newer = PDF.replace(b"Catalog", b"Catalog /V 2")
    assert with_mandate(membership, draft, applicant, newer).mandate.size == len(newer)
    assert membership.work.store["uploads"].count_documents({}) == 1


def test_something_that_is_no_pdf_is_no_mandate(membership: MemoryMembership) -> None:
    applicant = person()
    draft = membership.ask(applications.start_application, StartApplication(), applicant)
    fake = uploaded(membership, applicant, b"<html>not a mandate</html>")
    attach = AttachMandate(application_id=draft.id, upload_id=fake, signatory="The Mayor", signed_on=date(2026, 1, 1))
    with pytest.raises(Conflict) as refused:
        membership.ask(applications.attach_mandate, attach, applicant)
    assert refused.value.code == "upload_not_ready"


def test_somebody_elses_upload_is_not_there(membership: MemoryMembership) -> None:
    applicant = person()
    draft = membership.ask(applications.start_application, StartApplication(), applicant)
    foreign = uploaded(membership, person())
    attach = AttachMandate(application_id=draft.id, upload_id=foreign, signatory="The Mayor", signed_on=date(2026, 1, 1))
    with pytest.raises(NotFound):
        membership.ask(applications.attach_mandate, attach, applicant)


# ---------------------------------------------------------------- who sees what


def test_a_draft_is_its_applicants_alone(membership: MemoryMembership) -> None:
    opened_hub(membership)
    draft = drafted(membership, person())
    for reader in (management(), hub_officer(draft.id), person()):
        with pytest.raises(NotFound) as refused:
            membership.see(views.applications.get_application, GetApplication(application_id=draft.id), reader)
        assert refused.value.code == "membership.no_application"


def test_an_application_is_seen_by_its_hub_and_not_by_another(membership: MemoryMembership) -> None:
    hub = opened_hub(membership)
    other = opened_hub(membership, countries=("ES",), names={"en": "Iberia"})
    handed_in = submitted(membership, person())
    assert (
        membership.see(views.applications.get_application, GetApplication(application_id=handed_in.id), hub_officer(hub.id)).id
        == handed_in.id
    )
    with pytest.raises(NotFound):
        membership.see(views.applications.get_application, GetApplication(application_id=handed_in.id), hub_officer(other.id))


def test_a_stranger_cannot_tell_a_foreign_application_from_none(membership: MemoryMembership) -> None:
    handed_in = submitted(membership, person())
    stranger = person()
    there = WithdrawApplication(application_id=handed_in.id)
    nowhere = WithdrawApplication(application_id=stranger.person_id)
    answers = []
    for request in (there, nowhere):
        with pytest.raises(NotFound) as refused:
            membership.ask(applications.withdraw_application, request, stranger)
        answers.append(refused.value.to_wire())
    assert answers[0] == answers[1]


def test_the_hub_cannot_withdraw_what_it_may_read(membership: MemoryMembership) -> None:
    hub = opened_hub(membership)
    handed_in = submitted(membership, person())
    with pytest.raises(NotAllowed) as refused:
        membership.ask(applications.withdraw_application, WithdrawApplication(application_id=handed_in.id), hub_officer(hub.id))
    assert refused.value.code == "membership.not_yours_to_do"


def test_the_applicant_reads_decisions_but_not_the_names_or_notes_of_staff(membership: MemoryMembership) -> None:
    applicant = person()
    ready = recommended(membership, applicant)
    seen = membership.see(views.applications.get_application, GetApplication(application_id=ready.id), applicant)
    assert [(entry.step, entry.by) for entry in seen.history][-2:] == [("review_begun", None), ("recommended", None)]
    assert seen.history[-1].note is None
    staff = membership.see(views.applications.get_application, GetApplication(application_id=ready.id), management())
    assert staff.history[-1].note == "A strong partner on the coast."
    assert staff.history[-1].by is not None


def test_lists_hold_what_the_reader_may_see_last_changed_first(membership: MemoryMembership) -> None:
    hub = opened_hub(membership)
    applicant, officer = person(), hub_officer(hub.id)
    first = submitted(membership, applicant)
    membership.wait(minutes=1)
    second = submitted(membership, person(), named("Seville", country="ES", subdivision="ES-SE"))
    membership.wait(minutes=1)
    draft = drafted(membership, applicant, named("Kisumu", subdivision="KE-17"))

    def ids(reader, **asked):
        return [row.id for row in membership.see(views.applications.list_applications, ListApplications(**asked), reader).items]

    assert ids(applicant) == [draft.id, first.id]
    assert ids(officer) == [first.id]
    assert ids(management()) == [second.id, first.id]
    assert ids(management(), country="ES") == [second.id]
    assert ids(management(), hub_id=hub.id) == [first.id]
    assert ids(applicant, state="draft") == [draft.id]
    assert ids(officer, mine=True) == []
    assert ids(person()) == []
    both = replace(applicant, grants=officer.grants)
    assert ids(both) == [draft.id, first.id]
    assert ids(both, mine=True) == [draft.id, first.id]


def test_pages_join_up_and_cursors_belong_to_their_list(membership: MemoryMembership) -> None:
    applicant = person()
    made = []
    for number in range(5):
        made.append(drafted(membership, applicant, named(f"City {number}")).id)
        membership.wait(minutes=1)
    seen, cursor = [], None
    while True:
        page = membership.see(views.applications.list_applications, ListApplications(limit=2, cursor=cursor), applicant)
        seen += [row.id for row in page.items]
        cursor = page.next
        if cursor is None:
            break
    assert seen == made[::-1]
    page = membership.see(views.applications.list_applications, ListApplications(limit=2), applicant)
    for forged in (page.next[:-2] + "xx", "x", "♥", page.next + "A"):
        with pytest.raises(Invalid) as refused:
            membership.see(views.applications.list_applications, ListApplications(limit=2, cursor=forged), applicant)
        assert refused.value.details["errors"][0]["code"] == "bad_cursor"
    with pytest.raises(Invalid):
        membership.see(views.applications.list_applications, ListApplications(state="draft", cursor=page.next), applicant)
