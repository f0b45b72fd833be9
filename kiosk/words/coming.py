"""Sentences that desk and county will need next, translated ahead: what shows them finds them in every language."""

from kiosk.messages import client_noop

COMING = client_noop(
    (
        "Bitte warten Sie. Sie sind bald dran.",
        "Das Tablet geht gerade nicht. Wir nehmen Papier.",
        "Bitte geben Sie diesen Abschnitt bei der Stelle ab.",
        "Waren Sie bei dieser Stelle?",
        "Ja, ich war dort.",
        "Noch nicht.",
        "Es hat nicht geklappt.",
        "Wie war das Gespräch für Sie?",
        "gut",
        "mittel",
        "schlecht",
        "Erklärung zur Barrierefreiheit",
        "Geht etwas nicht? Sagen Sie es uns.",
    )
)
"""Waiting line, sheet of paper, strip to tear off, "were you there?", three faces, accessibility statement."""
