"""Geography: in which of the policy's regions a city lies.

A name that several cities have is that of the one most people fly to; those of which this is not clear are left out.

>>> region("Zürich"), region("Washington D.C."), region("Atlantis")
('europe', 'us', None)
"""

from __future__ import annotations

import unicodedata

_CITIES = {
    "us": """
        Albuquerque, Anchorage, Atlanta, Austin, Baltimore, Boise, Boston, Buffalo, Charlotte, Chicago, Cincinnati,
        Cleveland, Columbus, Dallas, Denver, Detroit, El Paso, Fort Lauderdale, Fort Worth, Honolulu, Houston,
        Indianapolis, Jacksonville, Kansas City, Las Vegas, Los Angeles, Louisville, Memphis, Miami, Milwaukee,
        Minneapolis, Nashville, New Orleans, New York, New York City, Newark, Oakland, Oklahoma City, Omaha, Orlando,
        Philadelphia, Phoenix, Pittsburgh, Portland, Raleigh, Reno, Sacramento, Salt Lake City, San Antonio, San Diego,
        San Francisco, Seattle, St. Louis, Tampa, Tucson, Tulsa, Washington, Washington D.C., Charlotte Amalie, Ponce,
        San Juan""",
    "canada": "Calgary, Edmonton, Halifax, Montreal, Ottawa, Quebec City, Regina, Toronto, Vancouver, Winnipeg",
    "mexico": """
        Acapulco, Cancun, Guadalajara, Mexico City, Monterrey, Puerto Vallarta, Tijuana, Belize City, Guatemala City,
        Managua, San Salvador, Tegucigalpa, Bridgetown, Kingston, Montego Bay, Nassau, Port of Spain, Punta Cana,
        Santo Domingo, Paramaribo""",
    "cuba": "Camaguey, Havana, Holguin, Santiago de Cuba, Varadero",
    "haiti": "Cap-Haitien, Port-au-Prince",
    "panama": "Panama City",
    "andes": "Bogota, Cali, Cartagena, Medellin, Guayaquil, Quito, Arequipa, Cusco, Lima",
    "south_america": """
        Asuncion, Belo Horizonte, Brasilia, Buenos Aires, Caracas, La Paz, Manaus, Montevideo, Rio de Janeiro,
        Sao Paulo, Ushuaia""",
    "europe": """
        Amsterdam, Athens, Barcelona, Belgrade, Berlin, Bratislava, Brussels, Bucharest, Budapest, Copenhagen, Dublin,
        Edinburgh, Florence, Frankfurt, Geneva, Glasgow, Hamburg, Helsinki, Krakow, Lisbon, London, Luxembourg, Lyon,
        Madrid, Milan, Munich, Naples, Nice, Oslo, Paris, Porto, Prague, Reykjavik, Riga, Roma, Rome, Sofia, Stockholm,
        Tallinn, Valencia, Venice, Vienna, Vilnius, Warsaw, Zagreb, Zurich, Haifa, Jerusalem, Tel Aviv, Doha""",
    "asia": """
        Beijing, Chengdu, Chongqing, Guangzhou, Hangzhou, Nanjing, Shanghai, Shenzhen, Tianjin, Wuhan, Xi'an, Xiamen,
        Hong Kong, Bangalore, Bengaluru, Chennai, Delhi, Hyderabad, Kolkata, Mumbai, New Delhi, Fukuoka, Hiroshima,
        Kyoto, Nagoya, Osaka, Sapporo, Tokyo, Busan, Daegu, Incheon, Seoul""",
    "australia": """
        Adelaide, Brisbane, Cairns, Canberra, Melbourne, Perth, Sydney, Auckland, Christchurch, Queenstown,
        Wellington""",
}
"""Cities by the labels of the clause `region`, without accents."""


def region(city: str) -> str | None:
    """The label of a city's region, None where the city is not known."""
    return _REGIONS.get(_plain(city))


def _plain(city: str) -> str:
    """Small letters without accents."""
    letters = unicodedata.normalize("NFKD", city)
    return "".join(letter for letter in letters if not unicodedata.combining(letter)).casefold()


_REGIONS = {_plain(city): label for label, listed in _CITIES.items() for city in " ".join(listed.split()).split(", ")}
