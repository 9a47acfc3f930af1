"""Names of the invented election in the languages beyond Spanish and English, where asked for.

Knows only the words; what they are names of is the definition's business.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

BOTH = ("es", "en")
"""Languages that the definition is written in."""

_COLUMNS = ("pt", "fr", "ar", "id")
_NAMES = {
    "Republic of Marelia, demonstration election (all of it is invented)": (
        "República de Marélia, eleições de demonstração (tudo é inventado)",
        "République de Marélie, élections de démonstration (tout est inventé)",
        "جمهورية ماريليا، انتخابات تجريبية (كل ما فيها مختلق)",
        "Republik Marelia, pemilu peragaan (semuanya rekaan)",
    ),
    "Presidency": ("Presidência", "Présidence", "الرئاسة", "Presiden"),
    "Governorship of": ("Governo de", "Gouvernorat de", "حاكم", "Gubernur"),
    "Region": ("Região", "Région", "الإقليم", "Wilayah"),
    "Regions": ("Regiões", "Régions", "الأقاليم", "Wilayah"),
    "District": ("Distrito", "District", "المقاطعة", "Distrik"),
    "Districts": ("Distritos", "Districts", "المقاطعات", "Distrik"),
    "Parish": ("Freguesia", "Paroisse", "الناحية", "Kelurahan"),
    "Parishes": ("Freguesias", "Paroisses", "النواحي", "Kelurahan"),
    "Voting centre": ("Local de votação", "Centre de vote", "مركز الاقتراع", "Lokasi TPS"),
    "Voting centres": (
        "Locais de votação",
        "Centres de vote",
        "مراكز الاقتراع",
        "Lokasi TPS",
    ),
    "Station": ("Seção", "Bureau de vote", "محطة الاقتراع", "TPS"),
    "Stations": ("Seções", "Bureaux de vote", "محطات الاقتراع", "TPS"),
    "Ceiba Front": ("Frente Ceiba", "Front Ceiba", "جبهة سيبا", "Front Ceiba"),
    "Roble Union": ("União Roble", "Union Roble", "اتحاد روبلي", "Persatuan Roble"),
    "Jacaranda List": ("Lista Jacarandá", "Liste Jacaranda", "قائمة جاكاراندا", "Daftar Jacaranda"),
    "Saman Movement": ("Movimento Samã", "Mouvement Saman", "حركة سامان", "Gerakan Saman"),
    "Ombu Neighbours": ("Vizinhos Ombú", "Voisins Ombu", "جيران أومبو", "Tetangga Ombu"),
    "Valid votes": ("Votos válidos", "Suffrages exprimés", "الأصوات الصحيحة", "Suara sah"),
    "Null votes": ("Votos nulos", "Bulletins nuls", "الأصوات الباطلة", "Suara tidak sah"),
    "Blank votes": ("Votos em branco", "Bulletins blancs", "الأصوات البيضاء", "Suara kosong"),
    "Ballots in the box": (
        "Cédulas na urna",
        "Bulletins dans l'urne",
        "الأوراق في الصندوق",
        "Surat suara di kotak",
    ),
    "Voters on the register": (
        "Votantes segundo o caderno",
        "Votants selon la liste d'émargement",
        "المقترعون بحسب السجل",
        "Pemilih yang hadir menurut daftar",
    ),
    "Officials and witnesses: name, identity number, signature, fingerprint": (
        "Mesários e fiscais: nome, documento, assinatura, impressão digital",
        "Membres du bureau et témoins : nom, pièce d’identité, signature, empreinte",
        "أعضاء المكتب والشهود: الاسم ورقم الهوية والتوقيع والبصمة",
        "Petugas dan saksi: nama, nomor identitas, tanda tangan, sidik jari",
    ),
    "Opening and closing: time and who notes it": (
        "Abertura e encerramento: hora e quem a anota",
        "Ouverture et clôture : heure et qui la note",
        "الافتتاح والإغلاق: الوقت ومن يدوّنه",
        "Pembukaan dan penutupan: waktu dan pencatatnya",
    ),
    "Jurors and witnesses: name, identity number, signature, fingerprint": (
        "Jurados e fiscais: nome, documento, assinatura, impressão digital",
        "Jurés et témoins : nom, pièce d’identité, signature, empreinte",
        "المحلّفون والشهود: الاسم ورقم الهوية والتوقيع والبصمة",
        "Juri dan saksi: nama, nomor identitas, tanda tangan, sidik jari",
    ),
    "Witnesses of the lists": (
        "Fiscais das listas",
        "Témoins des listes",
        "شهود القوائم",
        "Saksi daftar",
    ),
    "Red Mirada (observers)": (
        "Rede Mirada (observação)",
        "Réseau Mirada (observation)",
        "شبكة ميرادا (مراقبون)",
        "Jaringan Mirada (pemantau)",
    ),
    "Electoral Commission": (
        "Comissão Eleitoral",
        "Commission électorale",
        "اللجنة الانتخابية",
        "Komisi Pemilihan",
    ),
}


def translated(value: Any, languages: Sequence[str]) -> Any:
    """The same value with each of its lines said in the further languages too, where one is known.

    Args:
        value: lines (`{"es": …, "en": …}`), or lists and objects that hold such.
        languages: codes; Spanish and English are there already.
    """
    if isinstance(value, list):
        return [translated(one, languages) for one in value]
    if not isinstance(value, dict):
        return value
    if value.keys() == set(BOTH):
        said = _said(value["en"])
        return value | {code: said[code] for code in languages if code in said}
    return {name: translated(one, languages) for name, one in value.items()}


def _said(english: str) -> dict[str, str]:
    found = _NAMES.get(english)
    if found is not None:
        return dict(zip(_COLUMNS, found, strict=True))
    head, _, place = english.rpartition(" ")
    return {code: f"{name} {place}" for code, name in _said(head).items()} if head else {}
