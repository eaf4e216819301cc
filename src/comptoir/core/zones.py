"""Time zones of the world's countries; where a country has several, its region or postal code decides.

A place that is not known gets the zone of its country whose day ends latest, so that no deadline comes too early.
"""

from __future__ import annotations

from collections.abc import Mapping

# Countries of one zone (or of one that everybody keeps), by the area their zone is named after.
_ALONE = {
    "Africa": """
        AO=Luanda BF=Ouagadougou BI=Bujumbura BJ=Porto-Novo BW=Gaborone CF=Bangui CG=Brazzaville
        CI=Abidjan CM=Douala DJ=Djibouti DZ=Algiers EG=Cairo EH=El_Aaiun ER=Asmara ET=Addis_Ababa
        GA=Libreville GH=Accra GM=Banjul GN=Conakry GQ=Malabo GW=Bissau KE=Nairobi LR=Monrovia LS=Maseru
        LY=Tripoli MA=Casablanca ML=Bamako MR=Nouakchott MW=Blantyre MZ=Maputo NA=Windhoek NE=Niamey
        NG=Lagos RW=Kigali SD=Khartoum SL=Freetown SN=Dakar SO=Mogadishu SS=Juba ST=Sao_Tome SZ=Mbabane
        TD=Ndjamena TG=Lome TN=Tunis TZ=Dar_es_Salaam UG=Kampala ZA=Johannesburg ZM=Lusaka ZW=Harare
    """,
    "America": """
        AG=Antigua AI=Anguilla AR=Argentina/Buenos_Aires AW=Aruba BB=Barbados BL=St_Barthelemy BO=La_Paz
        BQ=Kralendijk BS=Nassau BZ=Belize CO=Bogota CR=Costa_Rica CU=Havana CW=Curacao DM=Dominica
        DO=Santo_Domingo GD=Grenada GF=Cayenne GP=Guadeloupe GT=Guatemala GY=Guyana HN=Tegucigalpa
        HT=Port-au-Prince JM=Jamaica KN=St_Kitts KY=Cayman LC=St_Lucia MF=Marigot MQ=Martinique
        MS=Montserrat NI=Managua PA=Panama PE=Lima PM=Miquelon PR=Puerto_Rico PY=Asuncion SR=Paramaribo
        SV=El_Salvador SX=Lower_Princes TC=Grand_Turk TT=Port_of_Spain UY=Montevideo VC=St_Vincent
        VE=Caracas VG=Tortola VI=St_Thomas
    """,
    "Arctic": """
        SJ=Longyearbyen
    """,
    "Asia": """
        AE=Dubai AF=Kabul AM=Yerevan AZ=Baku BD=Dhaka BH=Bahrain BN=Brunei BT=Thimphu CN=Shanghai
        CY=Nicosia GE=Tbilisi HK=Hong_Kong IL=Jerusalem IN=Kolkata IQ=Baghdad IR=Tehran JO=Amman JP=Tokyo
        KG=Bishkek KH=Phnom_Penh KP=Pyongyang KR=Seoul KW=Kuwait KZ=Almaty LA=Vientiane LB=Beirut
        LK=Colombo MM=Yangon MO=Macau MY=Kuala_Lumpur NP=Kathmandu OM=Muscat PH=Manila PK=Karachi
        PS=Hebron QA=Qatar SA=Riyadh SG=Singapore SY=Damascus TH=Bangkok TJ=Dushanbe TL=Dili TM=Ashgabat
        TW=Taipei UZ=Tashkent VN=Ho_Chi_Minh YE=Aden
    """,
    "Atlantic": """
        BM=Bermuda CV=Cape_Verde FK=Stanley FO=Faroe GS=South_Georgia IS=Reykjavik SH=St_Helena
    """,
    "Europe": """
        AD=Andorra AL=Tirane AT=Vienna AX=Mariehamn BA=Sarajevo BE=Brussels BG=Sofia BV=Oslo BY=Minsk
        CH=Zurich CZ=Prague DE=Berlin DK=Copenhagen EE=Tallinn FI=Helsinki FR=Paris GB=London GG=Guernsey
        GI=Gibraltar GR=Athens HR=Zagreb HU=Budapest IE=Dublin IM=Isle_of_Man IT=Rome JE=Jersey LI=Vaduz
        LT=Vilnius LU=Luxembourg LV=Riga MC=Monaco MD=Chisinau ME=Podgorica MK=Skopje MT=Malta
        NL=Amsterdam NO=Oslo PL=Warsaw RO=Bucharest RS=Belgrade SE=Stockholm SI=Ljubljana SK=Bratislava
        SM=San_Marino TR=Istanbul UA=Kyiv VA=Vatican XK=Belgrade
    """,
    "Indian": """
        CC=Cocos CX=Christmas HM=Kerguelen IO=Chagos KM=Comoro MG=Antananarivo MU=Mauritius MV=Maldives
        RE=Reunion SC=Mahe TF=Kerguelen YT=Mayotte
    """,
    "Pacific": """
        AS=Pago_Pago CK=Rarotonga FJ=Fiji GU=Guam MH=Majuro MP=Saipan NC=Noumea NF=Norfolk NR=Nauru
        NU=Niue NZ=Auckland PN=Pitcairn PW=Palau SB=Guadalcanal TK=Fakaofo TO=Tongatapu TV=Funafuti
        VU=Efate WF=Wallis WS=Apia
    """,
}

# Countries of several zones: zone -> ISO 3166-2 codes of its regions. The first zone is the one whose day ends latest.
# A region that is itself divided has the zone most of its people live in.
_BY_REGION = {
    "AQ": {"Antarctica/Palmer": ""},
    "AU": {
        "Australia/Perth": "WA",
        "Australia/Darwin": "NT",
        "Australia/Adelaide": "SA",
        "Australia/Brisbane": "QLD",
        "Australia/Sydney": "NSW ACT JBT",
        "Australia/Melbourne": "VIC",
        "Australia/Hobart": "TAS",
    },
    "BR": {
        "America/Rio_Branco": "AC",
        "America/Manaus": "AM",
        "America/Porto_Velho": "RO",
        "America/Boa_Vista": "RR",
        "America/Cuiaba": "MT",
        "America/Campo_Grande": "MS",
        "America/Sao_Paulo": "DF ES GO MG PR RJ RS SC SP",
        "America/Belem": "AP PA",
        "America/Araguaina": "TO",
        "America/Bahia": "BA",
        "America/Fortaleza": "CE MA PB PI RN",
        "America/Maceio": "AL SE",
        "America/Recife": "PE",
    },
    "CA": {
        "America/Vancouver": "BC",
        "America/Whitehorse": "YT",
        "America/Edmonton": "AB NT",
        "America/Regina": "SK",
        "America/Winnipeg": "MB",
        "America/Toronto": "ON QC",
        "America/Iqaluit": "NU",
        "America/Halifax": "NS PE",
        "America/Moncton": "NB",
        "America/St_Johns": "NL",
    },
    "CD": {"Africa/Kinshasa": ""},
    "CL": {
        "Pacific/Easter": "",
        "America/Santiago": "AN AP AR AT BI CO LI LL LR ML NB RM TA VS",
        "America/Coyhaique": "AI",
        "America/Punta_Arenas": "MA",
    },
    "EC": {
        "Pacific/Galapagos": "W",
        "America/Guayaquil": "A B C D E F G H I L M N O P R S SD SE T U X Y Z",
    },
    "ES": {
        "Atlantic/Canary": "CN GC TF",
        "Africa/Ceuta": "CE ML",
        "Europe/Madrid": "A AB AL AN AR AS AV B BA BI BU C CA CB CC CL CM CO CR CS CT CU EX GA GI GR GU H HU IB J L LE "
        "LO LU M MA MC MD MU NA NC O OR P PM PO PV RI S SA SE SG SO SS T TE TO V VA VC VI Z ZA",
    },
    "FM": {"Pacific/Chuuk": "TRK YAP", "Pacific/Pohnpei": "PNI", "Pacific/Kosrae": "KSA"},
    "GL": {"America/Thule": "", "America/Nuuk": "AV KU QE QT SM"},
    "ID": {
        "Asia/Jakarta": "AC BB BE BT JA JB JI JK JT KR LA RI SB SS SU YO",
        "Asia/Pontianak": "KB KT",
        "Asia/Makassar": "BA GO KI KS KU NB NT SA SG SN SR ST",
        "Asia/Jayapura": "MA MU PA PB PD PE PS PT",
    },
    "KI": {"Pacific/Tarawa": "G", "Pacific/Kanton": "P", "Pacific/Kiritimati": "L"},
    "MN": {
        "Asia/Hovd": "043 046 071",
        "Asia/Ulaanbaatar": "1 035 037 039 041 047 049 051 053 055 059 061 063 064 065 067 069 073",
    },
    "MX": {
        "America/Tijuana": "BCN",
        "America/Mazatlan": "BCS NAY SIN",
        "America/Hermosillo": "SON",
        "America/Chihuahua": "CHH",
        "America/Monterrey": "COA DUR NLE TAM",
        "America/Merida": "CAM YUC",
        "America/Mexico_City": "AGU CHP CMX COL DIF GRO GUA HID JAL MEX MIC MOR OAX PUE QUE SLP TAB TLA VER ZAC",
        "America/Cancun": "ROO",
    },
    "PF": {"Pacific/Tahiti": "", "Pacific/Marquesas": "M", "Pacific/Gambier": "G"},
    "PG": {"Pacific/Port_Moresby": "", "Pacific/Bougainville": "NSB"},
    "PT": {
        "Atlantic/Azores": "20",
        "Atlantic/Madeira": "30",
        "Europe/Lisbon": "01 02 03 04 05 06 07 08 09 10 11 12 13 14 15 16 17 18",
    },
    "RU": {
        "Europe/Kaliningrad": "KGD",
        "Europe/Moscow": "AD ARK BEL BRY CE CU DA IN IVA KB KC KDA KIR KL KLU KO KOS KR KRS LEN LIP ME MO MOS MOW MUR "
        "NEN NGR NIZ ORL PNZ PSK ROS RYA SE SMO SPE STA TA TAM TUL TVE VGG VLA VLG VOR YAR",
        "Europe/Samara": "AST SAM SAR UD ULY",
        "Asia/Yekaterinburg": "BA CHE KGN KHM ORE PER SVE TYU YAN",
        "Asia/Omsk": "OMS",
        "Asia/Novosibirsk": "AL ALT KEM NVS TOM",
        "Asia/Krasnoyarsk": "KK KYA TY",
        "Asia/Irkutsk": "BU IRK",
        "Asia/Yakutsk": "AMU SA ZAB",
        "Asia/Vladivostok": "KHA PRI YEV",
        "Asia/Magadan": "MAG SAK",
        "Asia/Kamchatka": "CHU KAM",
    },
    "UM": {"Pacific/Midway": "", "Pacific/Wake": "79"},
    "US": {
        "Pacific/Pago_Pago": "AS",
        "Pacific/Honolulu": "HI",
        "America/Anchorage": "AK",
        "America/Los_Angeles": "CA NV OR WA",
        "America/Phoenix": "AZ",
        "America/Boise": "ID",
        "America/Denver": "CO MT NM UT WY",
        "America/Chicago": "AL AR IA IL KS LA MN MO MS ND NE OK SD TN TX WI",
        "America/Detroit": "MI",
        "America/Indiana/Indianapolis": "IN",
        "America/New_York": "CT DC DE FL GA KY MA MD ME NC NH NJ NY OH PA RI SC VA VT WV",
        "America/Puerto_Rico": "PR VI",
        "Pacific/Guam": "GU MP",
    },
}  # fmt: skip

# Postal codes (by how they start) that a region alone would place wrongly, or where addresses have no region.
_BY_POSTAL_CODE = {
    "AU": {"Australia/Broken_Hill": "2880"},
    "CA": {"America/Goose_Bay": "A0P A2V", "America/Edmonton": "X0B", "America/Winnipeg": "P8N P8T P9A P9N"},
    "ES": {"Atlantic/Canary": "35 38"},
    "PT": {"Atlantic/Azores": "95 96 97 98 99", "Atlantic/Madeira": "90 91 92 93 94", "Europe/Lisbon": "1 2 3 4 5 6 7 8"},
    "US": {
        "America/Adak": "99546 99547",
        "America/Los_Angeles": "835 838",
        "America/Denver": "577 586 677 691 693 798 799 885",
        "America/Chicago": "324 325 420 421 422 423 424 463 464 476 477 498 499",
    },
}  # fmt: skip


def _alone() -> dict[str, str]:
    return {
        country: f"{area}/{city}"
        for area, places in _ALONE.items()
        for country, _, city in (place.partition("=") for place in places.split())
    }


def _inverted(table: Mapping[str, Mapping[str, str]]) -> dict[str, dict[str, str]]:
    return {
        country: {word: zone for zone, words in zones.items() for word in words.split()}
        for country, zones in table.items()
    }


_ZONE_OF_COUNTRY = _alone()
_ZONE_OF_REGION = _inverted(_BY_REGION)
_ZONE_OF_POSTAL_CODE = _inverted(_BY_POSTAL_CODE)

COUNTRIES = frozenset(_ZONE_OF_COUNTRY) | frozenset(_BY_REGION)
ZONES = frozenset(_ZONE_OF_COUNTRY.values()).union(*_BY_REGION.values(), *_BY_POSTAL_CODE.values())
_LATEST_OF_ALL = "Etc/GMT+12"


def zone_of(country: str, region: str = "", *, postal_code: str = "") -> str:
    """The time zone of an address: ISO country code, ISO 3166-2 part of its region, postal code where it is known."""
    if country in _ZONE_OF_COUNTRY:
        return _ZONE_OF_COUNTRY[country]
    if country not in _BY_REGION:
        return _LATEST_OF_ALL
    latest = next(iter(_BY_REGION[country]))
    zone = _ZONE_OF_REGION[country].get(region.strip().upper(), latest)
    compact = postal_code.replace(" ", "").upper()
    starts = _ZONE_OF_POSTAL_CODE.get(country, {})
    return next((starts[start] for start in starts if compact.startswith(start)), zone)
