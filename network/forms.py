"""Forms of the network's staff."""

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from accounts.fields import MailField
from activities.actor import Role


class InviteStaffForm(forms.Form):
    """Whom a coordinator invites, and as what."""

    email = MailField(label=_("E-mail address"), max_length=254)
    role = forms.ChoiceField(label=_("Role"), choices=Role.choices, initial=Role.ADVISOR)
    on_desk = forms.BooleanField(
        label=_("On the desk"),
        required=False,
        help_text=_("Hears of what nobody is responsible for yet."),
    )
    language = forms.ChoiceField(label=_("Language of the mail"), choices=settings.LANGUAGES)


class MembershipForm(forms.Form):
    """Role and desk of a member, or its removal."""

    role = forms.ChoiceField(label=_("Role"), choices=Role.choices)
    on_desk = forms.BooleanField(label=_("On the desk"), required=False)
    remove = forms.BooleanField(
        label=_("Remove this person from the agency"),
        required=False,
        help_text=_("What they did stays on record; their open requests go to the desk."),
    )


class AgencySearch(forms.Form):
    """Agencies by words of their name, town or country."""

    q = forms.CharField(
        label=_("Search"),
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"type": "search", "placeholder": _("name, town, country")}),
    )

    def words(self) -> list[str]:
        """What was typed; nothing where it is too long."""
        return self.cleaned_data["q"].split() if self.is_valid() else []
