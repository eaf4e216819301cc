"""The desk's URLs: a verb is a resource that is posted to."""

from __future__ import annotations

from django.urls import path

from comptoir.desk.views import cases, demo, orders, parcels, returns, signing

app_name = "desk"
urlpatterns = [
    path("", orders.index, name="index"),
    path("sign-in/", signing.sign_in, name="sign_in"),
    path("sign-out/", signing.sign_out, name="sign_out"),
    path("orders/<str:number>/", orders.show, name="order"),
    path("orders/<str:number>/cancellation/", orders.cancel, name="cancel"),
    path("orders/<str:number>/acceptance/", orders.accept, name="accept"),
    path("orders/<str:number>/refusal/", orders.refuse, name="refuse"),
    path("orders/<str:number>/parcels/", parcels.pack, name="pack"),
    path("orders/<str:number>/shortages/", parcels.shorten, name="shorten"),
    path("parcels/", parcels.index, name="parcels"),
    path("parcels/<uuid:parcel_id>/shipment/", parcels.ship, name="ship"),
    path("parcels/<uuid:parcel_id>/unpacking/", parcels.unpack, name="unpack"),
    path("parcels/<uuid:parcel_id>/events/", parcels.record, name="record"),
    path("returns/", returns.index, name="returns"),
    path("returns/<uuid:return_id>/", returns.show, name="return"),
    path("returns/<uuid:return_id>/reception/", returns.receive, name="receive"),
    path("returns/<uuid:return_id>/inspection/", returns.inspect, name="inspect"),
    path("returns/<uuid:return_id>/cancellation/", returns.cancel, name="cancel_return"),
    path("cases/", cases.index, name="cases"),
    path("cases/<uuid:case_id>/resolution/", cases.resolve, name="resolve"),
    path("cases/<uuid:case_id>/retry/", cases.retry, name="retry"),
    path("outbox/", demo.outbox, name="outbox"),
    path("outbox/<uuid:mail_id>/", demo.mail, name="mail"),
    path("outbox/<uuid:mail_id>/body/", demo.body, name="mail_body"),
    path("outbox/<uuid:mail_id>/<str:name>", demo.attachment, name="attachment"),
    path("clock/", demo.clock, name="clock"),
]
