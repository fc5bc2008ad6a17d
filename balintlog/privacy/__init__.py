"""Privacy: what must not leave a case. Pure, and the standard library only.

Which rule answers which of the 18 identifiers of HIPAA's Safe Harbor (45 CFR 164.514(b)(2)),
and what the anonymisation guidance of the UK's ICO adds (2025: identifiable by a motivated
intruder, alone or together with what else is known):

=====================================  ======================================================
names                                  names: title, relation, given name, initials, unknown word
places smaller than a state            places: town, preposition, institution; address, postcode
dates more exact than a year, ages 90  dates, ages
telephone and fax numbers              phone
e-mail addresses                       e-mail
social security, record, plan,         number: five digits, letters and digits, named numbers
  account, licence numbers
vehicles, plates, devices, serials     number: plate, letters and digits
web and network addresses              url, number
fingerprints, voices, faces            none: a text has none of them
any other unique number or code        number, handle, bed and room
rare work, event, family, illness      situations, in part; the closing question for the rest
quotation that can be searched for     quotation (soft)
=====================================  ======================================================

No rule finds a rare event told in common words, a well-known patient, two common facts that
together fit one person, a name that is a common word and about which nothing is said that only
a person is or does, and most names in the languages for which there is no word list
(``names_are_checked``).
"""
