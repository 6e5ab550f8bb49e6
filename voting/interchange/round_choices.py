"""The words of the lists that stand for one of a few choices, in English and in Dutch."""

from collections.abc import Mapping

from voting.domain.initiatives import Origin, Provider, Sector
from voting.domain.themes import ListedBy

SECTORS: Mapping[str, Sector] = {
    **{sector.value: sector for sector in Sector},
    "inrichting": Sector.LAYOUT,
    "veiligheid": Sector.SAFETY,
    "onderwijs": Sector.EDUCATION,
    "sociaal": Sector.SOCIAL,
}

ORIGINS: Mapping[str, Origin] = {
    **{origin.value: origin for origin in Origin},
    "bewoners": Origin.RESIDENTS,
    "bedrijf": Origin.COMPANY,
    "instelling": Origin.AGENCY,
    "gemeente": Origin.MUNICIPALITY,
}

PROVIDERS: Mapping[str, Provider] = {
    **{provider.value: provider for provider in Provider},
    "overheid": Provider.PUBLIC,
    "bedrijf": Provider.PRIVATE,
    "bewoners": Provider.RESIDENTS,
    "gemengd": Provider.MIXED,
}

LISTERS: Mapping[str, ListedBy] = {
    **{lister.value: lister for lister in ListedBy},
    "partij": ListedBy.PARTY,
    "bewoners": ListedBy.RESIDENTS,
}
