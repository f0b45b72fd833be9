"""The read-only address under hundreds of made-up questions: each answer is as its own description says."""

from urllib.parse import parse_qs, urlsplit

import pytest
import schemathesis
from hypothesis import given, settings
from outside import bearer, give_token, keep_october
from schemathesis.checks import CHECKS
from schemathesis.generation import GenerationMode

NOT_HERE = ("positive_data_acceptance", "ignored_auth", "negative_data_rejection")
"""That "from" needs "to" no schema can say;
requests without a token are test_api's; what makes a question wrong may be lost on its way into an address."""
TOGETHER = {"from", "to", "period"}
OPERATIONS = ("/api/tables.json", "/api/tables.csv", "/api/openapi.json")
EXAMPLES = 200


@pytest.fixture
def token(overhead_client, office):
    """A token at an office that has counted."""
    keep_october(office)
    return give_token(overhead_client)


@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE])
@pytest.mark.parametrize("path", OPERATIONS)
def test_every_answer_to_a_made_up_question_is_as_described(overhead_client, token, path, mode):
    overhead_client.application.testing = False
    described = schemathesis.openapi.from_wsgi("/api/openapi.json", overhead_client.application)
    operation = described[path]["GET"]
    if mode is GenerationMode.NEGATIVE and not operation.definition.raw.get("parameters"):
        return
    known = {one.name for one in operation.query}
    left_out = [check for check in CHECKS.get_all() if check.__name__ in NOT_HERE]

    @settings(max_examples=EXAMPLES // 2, deadline=None, database=None)
    @given(operation.as_strategy(generation_mode=mode))
    def ask(case):
        answer = case.call_and_validate(headers=bearer(token), excluded_checks=left_out)
        if parse_qs(urlsplit(answer.request.url).query, keep_blank_values=True).keys() - known:
            assert answer.status_code == 422
        if mode is GenerationMode.POSITIVE and answer.status_code != 200:
            assert answer.status_code == 422
            assert {*answer.json()["parameters"]} <= TOGETHER, answer.text

    ask()
