"""The addresses of the back office."""

from django.urls import path

from tessera.web.backoffice import entrance, search
from tessera.web.backoffice.accounting.urls import urlpatterns as accounting
from tessera.web.backoffice.activity.urls import urlpatterns as activity
from tessera.web.backoffice.asking.urls import urlpatterns as asking
from tessera.web.backoffice.help.urls import urlpatterns as guides
from tessera.web.backoffice.marketing.urls import urlpatterns as marketing
from tessera.web.backoffice.members.urls import urlpatterns as members
from tessera.web.backoffice.offers.urls import urlpatterns as offers
from tessera.web.backoffice.programme.tariff_urls import urlpatterns as tariffs
from tessera.web.backoffice.programme.urls import urlpatterns as programme
from tessera.web.backoffice.sales.customers_urls import urlpatterns as customers
from tessera.web.backoffice.sales.order_urls import urlpatterns as orders
from tessera.web.backoffice.sales.urls import urlpatterns as sales
from tessera.web.backoffice.setup.urls import urlpatterns as setup
from tessera.web.backoffice.statistics.urls import urlpatterns as statistics
from tessera.web.backoffice.team.urls import urlpatterns as team

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
    *members,
    *asking,
    *offers,
    path("<slug:shop>/search/", search.search, name="search"),
]
