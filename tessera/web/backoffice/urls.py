"""The addresses of the back office."""

from django.urls import path

from tessera.web.backoffice.accounting.urls import urlpatterns as accounting
from tessera.web.backoffice.activity.urls import urlpatterns as activity
from tessera.web.backoffice.help.urls import urlpatterns as guides
from tessera.web.backoffice.marketing.urls import urlpatterns as marketing
from tessera.web.backoffice.programme.tariff_urls import urlpatterns as tariffs
from tessera.web.backoffice.programme.urls import urlpatterns as programme
from tessera.web.backoffice.sales.customers_urls import urlpatterns as customers
from tessera.web.backoffice.sales.order_urls import urlpatterns as orders
from tessera.web.backoffice.sales.urls import urlpatterns as sales
from tessera.web.backoffice.setup.urls import urlpatterns as setup
from tessera.web.backoffice.statistics.urls import urlpatterns as statistics
from tessera.web.backoffice.team.urls import urlpatterns as team
from tessera.web.backoffice.views import (
    door,
    entrance,
    messages,
    order,
    search,
)

app_name = "backoffice"

urlpatterns = [
    path("", entrance.entrance, name="entrance"),
    *setup,
    *team,
    *programme,
    *tariffs,
    *sales,
    *accounting,
    *orders,
    *statistics,
    *customers,
    *activity,
    *guides,
    *marketing,
    path("<slug:shop>/search/", search.search, name="search"),
    path("<slug:shop>/orders/<str:number>/", order.order, name="order"),
    path("<slug:shop>/orders/<str:number>/cancellation/", order.cancel, name="cancel_order"),
    path("<slug:shop>/orders/<str:number>/sending/", order.send_tickets, name="send_tickets"),
    path(
        "<slug:shop>/orders/<str:number>/payments/<int:payment_id>/approval/",
        order.approve_payment,
        name="approve_payment",
    ),
    path("<slug:shop>/door/", door.door, name="door"),
    path("<slug:shop>/messages/", messages.outbox, name="messages"),
    path("<slug:shop>/messages/<int:message_id>/", messages.message, name="message"),
    path("<slug:shop>/messages/<int:message_id>/body/", messages.message_body, name="message_body"),
    path(
        "<slug:shop>/messages/<int:message_id>/attempt/",
        messages.send_message_again,
        name="send_message_again",
    ),
]
