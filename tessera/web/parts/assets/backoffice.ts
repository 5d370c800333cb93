// What back-office pages load. Every page works without it.
import "htmx.org";
