"""Sentences that desk and county will need next, translated ahead: what shows them finds them in every language."""

from kiosk.messages import client_noop

COMING = (
    client_noop("Bitte warten Sie. Sie sind bald dran."),
    client_noop("Das Tablet geht gerade nicht. Wir nehmen Papier."),
    client_noop("Bitte geben Sie diesen Abschnitt bei der Stelle ab."),
    client_noop("Waren Sie bei dieser Stelle?"),
    client_noop("Ja, ich war dort."),
    client_noop("Noch nicht."),
    client_noop("Es hat nicht geklappt."),
    client_noop("Wie war das Gespräch für Sie?"),
    client_noop("gut"),
    client_noop("mittel"),
    client_noop("schlecht"),
    client_noop("Erklärung zur Barrierefreiheit"),
    client_noop("Geht etwas nicht? Sagen Sie es uns."),
)
"""Waiting line, sheet of paper, strip to tear off, "were you there?", three faces, accessibility statement."""
