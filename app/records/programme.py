"""Programme: a scheme that activities belong to, social protection schemes above all."""

from __future__ import annotations

from app.fields import Amount, Choice, LongText, Ref, Tags, Text, field
from app.records.base import Record
from app.records.rules import named
from app.words import N_


class Programme(Record, table=True):
    """A programme with an owner, funders and rules of its own."""

    title = N_("Programme")
    titles = N_("Programmes")
    called_by = "name"
    searched = True

    name: str | None = field(Text(200), N_("Name"), required=True, hxl="#activity+programme+name")
    domain: str | None = field(Choice("domain"), N_("Domain"), hxl="#activity+domain")
    type: str | None = field(Text(120), N_("Type"), hxl="#activity+programme+type")
    owner: str | None = field(Ref("organisation"), N_("Owner"), hxl="#org+prog")
    funders: list[str] | None = field(Tags(to="organisation"), N_("Funders"), hxl="#org+funding")
    legal_basis: str | None = field(Text(300), N_("Legal basis"), hxl="#activity+legal")
    register_used: str | None = field(Text(200), N_("Register or information system used"), hxl="#activity+register")
    regular_value: str | None = field(Amount(), N_("Regular transfer value"), hxl="#value+regular")
    currency: str | None = field(Choice("currency"), N_("Currency"), hxl="#currency+code")
    frequency: str | None = field(Choice("frequency"), N_("Frequency"), hxl="#frequency")
    srsp_option: str | None = field(Choice("srsp_option"), N_("Shock-responsive option"), hxl="#activity+srsp")
    shock_responsive_features: str | None = field(LongText(), N_("Shock-responsive features"), hxl="#description+srsp")

    listed = ("name", "domain", "owner")
    sections = {
        N_("Programme"): ("name", "domain", "type", "owner"),
        N_("More"): (
            "funders",
            "legal_basis",
            "register_used",
            "regular_value",
            "currency",
            "frequency",
            "srsp_option",
            "shock_responsive_features",
        ),
    }
    natural_key = ("name",)
    rules = (named,)
