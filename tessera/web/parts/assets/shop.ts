// What shop pages load. Every page works without it; htmx makes them smooth.
import "htmx.org";
