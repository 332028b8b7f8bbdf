"""Putting a form together (填表): what the enterprise states, and what is on the books already."""

from datetime import date
from uuid import UUID

from domain.aggregates.talent import DocumentFacts, Talent
from domain.cases import CorrectionItem
from domain.fields import wrong
from domain.identity_documents import DocumentKind, identity_document
from domain.names import tidy
from domain.personal_data import Personal, PersonalData
from domain.policy.steps import CatalogueClass, Form
from domain.registration_form import FormStatement, RegistrationForm
from domain.text import Text
from domain.use_cases.casework import CaseFile
from domain.use_cases.checking_cases import opened_together
from domain.work import Work

SEXES = {"male": "1", "female": "2"}  # GB/T 2261.1


def filled(file: CaseFile, statement: FormStatement, work: Work) -> RegistrationForm:
    """The form as it was, with what is stated now; what is not stated stays. Raises `Invalid`."""
    _must_be_on(file.form, statement)
    talent = work.load(Talent, file.case.talent_id)
    document = _document(talent, work.authority.effective_on)
    held = file.case.form
    [name, number, *stated] = opened_together((talent.name, document.number, *_kept(held).values()), work)
    facts = dict(zip(_kept(held), stated, strict=True)) | statement.read()
    _must_agree_with(document, number, facts, work.authority.effective_on)
    specialist = file.enterprise.specialists.on(work.authority.effective_on)
    return RegistrationForm(
        **{fact: Personal(talent.id, text) for fact, text in facts.items()},
        name=Personal(talent.id, name),
        photo_sha256=statement.photo_sha256 or (held.photo_sha256 if held else None),
        employer_area=file.area,
        document_id=document.document_id,
        document_kind=document.kind,
        document_country=document.issuing_country,
        document_number=Personal(talent.id, number),
        specialist_id=None if specialist is None else specialist.id,
        talent_class=_class_of(statement, file) or (held.talent_class if held else None),
        pledged_on=statement.pledged_on or (held.pledged_on if held else None),
        enterprise_name=file.enterprise.name_on(work.authority.effective_on),
        enterprise_type=file.case.list_type,
        competent_department=_competent_department(file, work),
    )


def plain_facts(form: RegistrationForm | None, work: Work) -> dict[str, str]:
    """What a form says of its person, opened; the name and the document are taken from the books anew."""
    kept = _kept(form)
    return dict(zip(kept, opened_together(kept.values(), work), strict=True))


def differences(before: RegistrationForm, after: RegistrationForm, work: Work) -> tuple[str, ...]:
    """The fields in which two versions of a form differ (版本差异)."""
    were, are = _plain(before, work), _plain(after, work)
    return tuple(name for name in RegistrationForm.model_fields if were[name] != are[name])


def named_in(
    form: Form, items: tuple[tuple[str, str | None], ...], about: UUID
) -> tuple[CorrectionItem, ...]:
    """The items of a correction, each of a field that the form has. Raises `Invalid`."""
    for number, (field, _) in enumerate(items):
        if form.field(field) is None:
            raise wrong(f"items[{number}].field", "no_such_field", NO_SUCH_FIELD)
    return tuple(
        CorrectionItem(field=field, note=None if note is None else Personal(about, note))
        for field, note in items
    )


def _plain(form: RegistrationForm, work: Work) -> dict[str, object]:
    facts = dict(form.personal_facts())
    return {**dict(form), **dict(zip(facts, opened_together(facts.values(), work), strict=True))}


def _kept(form: RegistrationForm | None) -> dict[str, PersonalData]:
    facts = form.personal_facts() if form else ()
    return {name: fact for name, fact in facts if name not in ("name", "document_number")}


def _document(talent: Talent, on: date) -> DocumentFacts:
    """The document under which the person applies: the resident identity card, else the first on the books.

    One that has run out only where no other holds: a foreigner's next passport often comes as a further one.
    """
    known = talent.current_documents()
    documents = tuple(one for one in known if one.valid_to is None or on <= one.valid_to) or known
    cards = [one for one in documents if one.kind == DocumentKind.RESIDENT_IDENTITY_CARD]
    return (*cards, *documents)[0]


def _must_agree_with(document: DocumentFacts, number: str, facts: dict[str, str], on: date) -> None:
    """Refuse a birth date or a gender that the number of the document contradicts."""
    read = identity_document(
        DocumentKind(document.kind), number, on=on, issuing_country=document.issuing_country
    )
    if read.born_on is not None and facts.get("birth_date") not in (None, read.born_on.isoformat()):
        raise wrong("form.birth_date", "contradicts_document", CONTRADICTS)
    if read.sex is not None and facts.get("gender") not in (None, SEXES[read.sex]):
        raise wrong("form.gender", "contradicts_document", CONTRADICTS)


def _must_be_on(laid_out: Form, statement: FormStatement) -> None:
    """Refuse what the form of the route has no field for. Raises `Invalid`."""
    for fact in statement.stated:
        if laid_out.filled_from(fact) is None:
            raise wrong(f"form.{fact}", "no_such_field", NO_SUCH_FIELD)


def _class_of(statement: FormStatement, file: CaseFile) -> str | None:
    """The class of the route's catalogue that is stated, as anybody writes it. Raises `Invalid`."""
    if statement.talent_class is None:
        return None
    catalogue = file.pack.catalogue_of(file.route)
    classes = catalogue.classes if catalogue else ()
    for one in classes:
        if tidy(statement.talent_class).casefold() in _writings_of(one):
            return one.code
    there_are = {
        "zh": "、".join(one.name.zh for one in classes),
        "en": ", ".join(one.name.en for one in classes),
    }
    raise wrong("form.talent_class", "no_such_class", NO_SUCH_CLASS.filled(**there_are))


def _writings_of(one: CatalogueClass) -> set[str]:
    """Its code, and its name: whole, without what stands in brackets, and as annex 2 prints it (B for B类)."""
    whole = tidy(one.name.zh)
    named = {whole, whole.partition("(")[0]}
    written = {one.code, tidy(one.name.en), *named, *(name.replace("类", "", 1) for name in named)}
    return {each.casefold() for each in written}


def _competent_department(file: CaseFile, work: Work) -> str | None:
    """The code of the nominating department's organization of the city on this day; None where none nominates."""
    day = file.authority.effective_on
    pack = work.policies.of_the_day(file.pack, day)
    organization = pack.organization_of(pack.city_area.code, file.case.department, day)
    return organization.code if organization else None


CONTRADICTS = Text("与证件号码不一致", "contradicts the number of the identity document")
NO_SUCH_CLASS = Text(
    "该途径所依据的目录没有此类别，有：{zh}", "the catalogue of the route has no such class; there are: {en}"
)
NO_SUCH_FIELD = Text("登记表没有此项", "the form has no such field")
