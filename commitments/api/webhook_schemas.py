"""What the API's document says about webhooks: their schemas, and what is done with them."""

from dataclasses import dataclass

from commitments.actions import webhooks
from commitments.api import parameters
from commitments.api.components import (
    MADE_AT,
    TEXT,
    WHOLE,
    WORDS,
    closed,
    given,
    list_of,
    reference,
    vocabulary,
)
from commitments.api.fields import ADDRESS, TIME, Schema, nullable
from commitments.choices import ChangeAction, DeliveryState, RecordType, WebhookEnd

MOMENT = nullable(TIME)
STATUS = nullable({"type": "integer"})
NUMBER: Schema = {"type": "integer", "minimum": 0, "maximum": 10**18 - 1}
WEBHOOK: dict[str, Schema] = {
    "id": WHOLE, "api_url": ADDRESS,
    "url": TEXT | {"description": "Where messages are posted."},
    "description": nullable(TEXT), "state": vocabulary(["on", "off"]),
    "off_since": MOMENT | {"description": "When it was switched off."},
    "off_why": nullable(vocabulary(WebhookEnd.values)) | {"description": "Why it is off."},
    "made_at": MADE_AT,
    "former_secret_until": MOMENT | {"description": "Until then the former secret signs, too."},
    "waiting": WHOLE | {"description": "Messages that wait to be sent."},
    "parked": WHOLE | {"description": "Messages given up after three days."},
    "next_attempt_at": MOMENT | {"description": "When a message that failed is tried again."},
}  # fmt: skip
SECRET = TEXT | {"description": "Shown in this answer and in no other."}
DELIVERY: dict[str, Schema] = {
    "id": WHOLE, "api_url": ADDRESS,
    "webhook_id": TEXT | {"description": "The id of the message, the same in every attempt."},
    "type": TEXT | {"description": "The event, as in commitment.published."},
    "state": vocabulary(DeliveryState.values), "made_at": MADE_AT,
    "done_at": MOMENT | {"description": "When it was delivered or given up."},
    "tries": WHOLE | {"description": "Attempts since it was made, or asked for again."},
    "last_status": STATUS | {"description": "What the last attempt was answered."},
    "last_failure": nullable(TEXT) | {"description": "Why there was no answer, in a word."},
}  # fmt: skip
ATTEMPT = closed(
    {"at": TIME, "status": STATUS,
     "failure": nullable(TEXT) | {"description": "Why there was no answer, in a word."},
     "seconds": {"type": "number", "description": "How long it took."},
     "answer": TEXT | {"description": "The beginning of what was answered."}}
)  # fmt: skip
EVENTS = [f"{kind}.{action}" for kind in RecordType.values for action in ChangeAction.values]
MESSAGE = closed(
    {"type": vocabulary(EVENTS) | {"description": "The kind of record, and what was done."},
     "timestamp": TIME | {"description": "When it became public."}, "data": reference("Change")}
)  # fmt: skip
TEST_MESSAGE = closed(
    {"type": vocabulary([webhooks.TEST]) | {"description": "What was asked for with …/test/."},
     "timestamp": TIME | {"description": "When it was asked for."},
     "data": closed({"webhook": WHOLE | {"description": "The number of the webhook."}})}
)  # fmt: skip


def sent(schema: str, summary: str, otherwise: str) -> Schema:
    """A message that a receiver is posted."""
    return {
        "post": {
            "summary": summary,
            "tags": ["webhooks"],
            "requestBody": {"content": {"application/json": {"schema": reference(schema)}}},
            "responses": {"2XX": {"description": f"It has come; anything else is {otherwise}."}},
        }
    }


SENT = {
    "change": sent("Message", "A change, as a webhook is told of it", "tried again"),
    "test": sent("TestMessage", "A test, as a webhook is told of it", "a failed test"),
}
SCHEMAS: dict[str, Schema] = {
    "Message": MESSAGE,
    "TestMessage": TEST_MESSAGE,
    "Webhook": closed(WEBHOOK),
    "WebhookWithSecret": closed(WEBHOOK | {"secret": SECRET}),
    "WebhookList": list_of("Webhook"),
    "SentWebhook": given(
        {"url": WORDS, "description": TEXT,
         "after": TEXT | {"description": "A cursor of the feed to begin after. Without it: now."}},
        "url",
    ),
    "ChangedWebhook": given({"url": WORDS, "description": TEXT}, "url"),
    "Nothing": closed({}),
    "Rotation": closed({"overlap_days": {"type": "integer", "enum": list(webhooks.OVERLAPS)}})
    | {"required": []},
    "Range": closed({"first": NUMBER, "last": NUMBER}),
    "Count": closed({"count": WHOLE}),
    "Delivery": closed(DELIVERY),
    "DeliveryList": list_of("Delivery"),
    "DeliveryDetail": closed(
        DELIVERY | {"payload": TEXT | {"description": "What was sent, byte for byte."},
                    "attempts": {"type": "array", "items": ATTEMPT,
                                 "description": "Each attempt and what it was answered."}}
    ),
}  # fmt: skip


@dataclass(frozen=True)
class Act:
    """One thing that is done: how it is called, what is sent, what comes back and what may be refused."""

    summary: str
    good: str = "200"
    answer: str = "Webhook"
    sent: str = ""
    refused: tuple[str, ...] = ("400", "404")
    given: tuple[Schema, ...] = ()


BODY = ("400", "404", "409", "413", "415")
WEBHOOK_ACTS = {
    "list": Act(
        "List webhooks", answer="WebhookList", refused=("400",), given=(*parameters.PAGES,)
    ),
    "create": Act(
        "Make a webhook", "201", "WebhookWithSecret", "SentWebhook", ("400", "409", "413", "415")
    ),
    "retrieve": Act("Read one of webhooks"),
    "update": Act("Change a webhook", sent="ChangedWebhook", refused=BODY),
    "destroy": Act("Remove a webhook", "204", "", refused=("400", "404", "409")),
    "rotate": Act("Replace the secret", answer="WebhookWithSecret", sent="Rotation", refused=BODY),
    "switch_off": Act("Switch a webhook off", sent="Nothing", refused=BODY),
    "switch_on": Act("Switch a webhook on", sent="Nothing", refused=BODY),
    "test": Act("Send a test", "202", "Delivery", "Nothing", BODY),
    "replay": Act("Send messages again", "202", "Count", "Range", BODY),
}
DELIVERY_ACTS = {
    "list": Act("List deliveries", answer="DeliveryList", given=(*parameters.PAGES,)),
    "retrieve": Act("Read one of deliveries", answer="DeliveryDetail"),
}


def number_of(name: str, what: str) -> Schema:
    """A number in the path."""
    schema = {"type": "integer", "minimum": 1, "maximum": 10**18 - 1}
    return {
        "name": name, "in": "path", "required": True, "description": what, "example": 1,
        "schema": schema,
    }  # fmt: skip


NUMBERS = {
    "number": number_of("number", "Number of the webhook."),
    "delivery": number_of("delivery", "Number of the delivery."),
}
