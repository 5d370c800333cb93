"""The mark: four mosaic tiles, one still open."""

SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 96 96">'
    '<rect width="96" height="96" rx="20" fill="#14131f"/>'
    '<g fill="#e8743b"><rect x="22" y="22" width="24" height="24" rx="5"/>'
    '<rect x="50" y="22" width="24" height="24" rx="5"/>'
    '<rect x="22" y="50" width="24" height="24" rx="5"/></g>'
    '<rect x="51.5" y="51.5" width="21" height="21" rx="4" fill="none" stroke="#e8743b"'
    ' stroke-width="3"/></svg>'
)
