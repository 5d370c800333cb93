"""Whether an offer is for this customer, here and now."""

from tessera.domain.offers.rules.live import Facts, LiveOffer, Rule


def unfit(offer: LiveOffer, facts: Facts) -> Rule | None:
    """The rule by which it does not apply to anything that this customer buys here now."""
    if not offer.is_published:
        return Rule.OFF
    if offer.starts_at is not None and facts.at < offer.starts_at:
        return Rule.NOT_YET
    if offer.ends_at is not None and facts.at >= offer.ends_at:
        return Rule.OVER
    if offer.channels is not None and facts.channel not in offer.channels:
        return Rule.CHANNEL
    if not offer.effect.serves_currency(facts.currency):
        return Rule.CURRENCY
    if offer.audience == "everybody" or _is_for(offer, facts):
        return None
    return Rule(offer.audience)


def _is_for(offer: LiveOffer, facts: Facts) -> bool:
    if offer.audience == Rule.KNOWN:
        return facts.has_ordered
    if offer.audience == Rule.NEWSLETTER:
        return facts.newsletter
    if offer.audience == Rule.CHOSEN:
        return facts.customer_id in offer.customer_ids
    if offer.audience == Rule.MEMBERS:
        return bool(offer.level_ids & facts.levels if offer.level_ids else facts.levels)
    return True
