"""The calls about checkout sessions."""

from standins.payment import shapes
from standins.payment.books import new_id
from standins.payment.calls import Call
from standins.payment.errors import ApiError
from standins.payment.params import Params
from standins.payment.reading import read_capture_method, read_currency, read_method_types, read_options
from standins.payment.records import Intent, Line, Session
from standins.payment.sessions import expire_session
from standins.server import Answer, answer_json

SHORTEST_LIFE = 30 * 60
LONGEST_LIFE = 24 * 3600

CREATE_SESSION = (
    "allowed_payment_method_types billing_address_collection cancel_url client_reference_id customer_email expand"
    " expires_at line_items locale metadata mode payment_intent_data payment_method_options payment_method_types"
    " phone_number_collection shipping_options submit_type success_url ui_mode"
)


def post_session(call: Call) -> Answer:
    """POST /v1/checkout/sessions."""
    params = call.params
    params.refuse_unknown(CREATE_SESSION)
    params.required("mode")
    params.choice("mode", of=("payment",), default="payment")
    params.choice("ui_mode", of=("hosted_page", "hosted"), default="hosted_page")
    data = params.child("payment_intent_data")
    currency, lines = _read_lines(params.children("line_items"))
    session_id = f"cs_test_{new_id('')[1:]}"
    session = Session(
        id=session_id,
        created=call.books.at,
        expires_at=_read_expiry(params, call.books.at),
        currency=currency,
        lines=lines,
        shipping=_read_shipping(params.children("shipping_options")),
        method_types=read_method_types(params),
        success_url=params.required("success_url"),
        cancel_url=params.text("cancel_url"),
        key=call.books.key or session_id,
        locale=params.text("locale"),
        customer_email=params.text("customer_email"),
        client_reference_id=params.text("client_reference_id"),
        metadata=params.mapping("metadata"),
        capture_method=read_capture_method(data),
        intent_metadata=data.mapping("metadata"),
        intent_description=data.text("description"),
        options=read_options(params),
    )
    call.books.save_session(session)
    return answer_session(call, session)


def answer_session(call: Call, session: Session) -> Answer:
    """The session, with its payment where it has one."""
    intent = call.books.find(Intent, session.intent) if session.intent else None
    shape = shapes.shape_session(session, intent=intent, base_url=call.books.base_url, expand=call.expand)
    return answer_json(status=200, body=shape)


def get_session(call: Call) -> Answer:
    """GET /v1/checkout/sessions/{id}."""
    return answer_session(call, call.books.find(Session, call.ids[0]))


def get_session_lines(call: Call) -> Answer:
    """GET /v1/checkout/sessions/{id}/line_items."""
    return answer_json(status=200, body=shapes.shape_lines(call.books.find(Session, call.ids[0])))


def post_session_expire(call: Call) -> Answer:
    """POST /v1/checkout/sessions/{id}/expire."""
    session = call.books.find(Session, call.ids[0])
    return answer_session(call, expire_session(books=call.books, session=session))


def _read_expiry(params: Params, now: int) -> int:
    expires_at = params.integer("expires_at")
    if expires_at is None:
        return now + LONGEST_LIFE
    if not now + SHORTEST_LIFE - 60 <= expires_at <= now + LONGEST_LIFE + 60:
        raise ApiError("expires_at must be 30 minutes to 24 hours from now.", param="expires_at")
    return expires_at


def _read_lines(items: list[Params]) -> tuple[str, list[Line]]:
    if not items:
        raise ApiError("Missing required param: line_items.", code="parameter_missing", param="line_items")
    currencies = {read_currency(item.child("price_data")) for item in items}
    if len(currencies) > 1:
        raise ApiError("All line items must have the same currency.", param="line_items")
    return currencies.pop(), [_read_line(item) for item in items]


def _read_line(item: Params) -> Line:
    price = item.child("price_data")
    product = price.child("product_data")
    return Line(
        name=product.required("name"),
        description=product.text("description"),
        unit_amount=price.required_integer("unit_amount", least=0),
        quantity=item.required_integer("quantity"),
    )


def _read_shipping(options: list[Params]) -> int:
    if not options:
        return 0
    if len(options) > 1:
        raise ApiError("One shipping option is supported.", param="shipping_options")
    rate = options[0].child("shipping_rate_data")
    return rate.child("fixed_amount").required_integer("amount", least=0)
