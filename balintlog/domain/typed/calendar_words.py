"""Calendar words: months, weekdays, today and yesterday, in the languages of many groups.

Without accents, and each means the same in whatever language it stands, so that nobody has to
say which language a date is in.
"""

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
MONTHS = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)
_WEEKDAYS_ELSEWHERE = (
    "montag dienstag mittwoch donnerstag freitag samstag sonntag",
    "lundi mardi mercredi jeudi vendredi samedi dimanche",
    "lunedi martedi mercoledi giovedi venerdi sabato domenica",
    "lunes martes miercoles jueves viernes sabado domingo",
)
_MONTHS_ELSEWHERE = (
    "januar februar marz april mai juni juli august september oktober november dezember",
    "janner feber maerz april mai juni juli august september oktober november dezember",
    "janvier fevrier mars avril mai juin juillet aout septembre octobre novembre decembre",
    "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre",
    "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
)

WEEKDAY_OF = {
    name: number
    for names in (WEEKDAYS, *(names.split() for names in _WEEKDAYS_ELSEWHERE))
    for number, name in enumerate(names)
}
NAMES_OF_DAYS = frozenset(WEEKDAY_OF)  # written whole
WEEKDAY_OF |= {name[:3]: number for number, name in enumerate(WEEKDAYS)}
WEEKDAY_OF |= {"sonnabend": 5}
MONTH_OF = {
    name: number
    for names in (MONTHS, *(names.split() for names in _MONTHS_ELSEWHERE))
    for number, name in enumerate(names, 1)
}
MONTH_OF |= {name[:3]: number for number, name in enumerate(MONTHS, 1)}
MONTH_OF |= {"sept": 9, "okt": 10, "dez": 12}
TODAY = frozenset({"today", "heute", "aujourd'hui", "oggi", "hoy"})
YESTERDAY = frozenset({"yesterday", "gestern", "hier", "ieri", "ayer"})
LAST = frozenset({"last", "letzten", "letzter", "vergangenen"})
