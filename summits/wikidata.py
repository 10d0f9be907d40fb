"""The items of Wikidata that are known for certain to be our parties, by ISO 3166 code or organisation.

They are no column of the data package: they say where else a party is described, and nothing about it.
"""

ITEMS = {
    "ARE": "Q878", "ARG": "Q414", "ARM": "Q399", "AUS": "Q408", "AZE": "Q227", "BEL": "Q31",
    "BRA": "Q155", "CAN": "Q16", "CHE": "Q39", "CHL": "Q298", "CHN": "Q148", "CZE": "Q213",
    "DEU": "Q183", "DNK": "Q35", "DZA": "Q262", "EGY": "Q79", "ESP": "Q29", "EU": "Q458",
    "FIN": "Q33", "FRA": "Q142", "GAB": "Q1000", "GBR": "Q145", "GEO": "Q230", "HUN": "Q28",
    "IAEA": "Q41984", "IDN": "Q252", "IND": "Q668", "INTERPOL": "Q8475", "ISR": "Q801",
    "ITA": "Q38", "JOR": "Q810", "JPN": "Q17", "KAZ": "Q232", "KOR": "Q884", "LTU": "Q37",
    "MAR": "Q1028", "MEX": "Q96", "MYS": "Q833", "NGA": "Q1033", "NLD": "Q55", "NOR": "Q20",
    "NZL": "Q664", "PAK": "Q843", "PHL": "Q928", "POL": "Q36", "ROU": "Q218", "RUS": "Q159",
    "SAU": "Q851", "SGP": "Q334", "SWE": "Q34", "THA": "Q869", "TUR": "Q43", "UKR": "Q212",
    "UN": "Q1065", "USA": "Q30", "VNM": "Q881", "ZAF": "Q258",
}  # fmt: skip
ENTITY = "http://www.wikidata.org/entity/"  # so Wikidata writes its own identifiers
