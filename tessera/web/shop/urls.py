"""The addresses of the shop, below a language."""

from django.urls import path

from tessera.web.shop.views import (
    answers,
    cart,
    checkout,
    codes,
    events,
    joining,
    orders,
    papers,
    paying,
    programme,
    renewing,
)

app_name = "shop"
ORDER = "<slug:shop>/orders/<str:secret>/"

urlpatterns = [
    path("", programme.start, name="start"),
    path("<slug:shop>/", programme.home, name="home"),
    path("<slug:shop>/calendar.ics", programme.feed, name="feed"),
    path("<slug:shop>/events/<slug:event>/", events.event_page, name="event"),
    path("<slug:shop>/memberships/", joining.plans, name="plans"),
    path("<slug:shop>/memberships/<int:plan>/", joining.join, name="join"),
    path("<slug:shop>/members/<str:card>/", joining.card, name="member_card"),
    path("<slug:shop>/renewals/<int:membership>/", renewing.renew, name="renew"),
    path("<slug:shop>/changes/<int:membership>/", renewing.change_level, name="change_level"),
    path("<slug:shop>/cart/", cart.cart, name="cart"),
    path("<slug:shop>/cart/items/", cart.add_to_cart, name="add_to_cart"),
    path("<slug:shop>/cart/changes/", cart.change_cart, name="change_cart"),
    path("<slug:shop>/cart/code/", codes.use_code, name="use_code"),
    path("<slug:shop>/cart/code/removal/", codes.remove_code, name="remove_code"),
    path("<slug:shop>/cart/hold/", cart.renew_hold, name="renew_hold"),
    path("<slug:shop>/checkout/", checkout.details, name="details"),
    path("<slug:shop>/checkout/payment/", checkout.payment, name="payment"),
    path("<slug:shop>/checkout/order/", checkout.place_order, name="place_order"),
    path(ORDER, orders.order_page, name="order"),
    path(f"{ORDER}payment/", orders.pay, name="pay"),
    path(f"{ORDER}method/", paying.other_method, name="other_method"),
    path(f"{ORDER}tickets.pdf", orders.tickets, name="tickets"),
    path(f"{ORDER}tickets/<int:ticket>.pdf", orders.ticket, name="ticket"),
    path(f"{ORDER}answers/", answers.answers, name="answers"),
    path(f"{ORDER}files/<int:handed>/", answers.answer_file, name="answer_file"),
    path(f"{ORDER}receipt/", papers.get_receipt, name="get_receipt"),
    path(f"{ORDER}papers/<int:paper>.pdf", papers.paper, name="paper"),
    path(f"{ORDER}calendar.ics", orders.calendar, name="calendar"),
]
