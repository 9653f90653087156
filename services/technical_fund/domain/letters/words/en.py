"""Letters in English."""

from collections.abc import Mapping
from typing import Final

from contracts.technical_fund import LetterWords

WORDS: Final[Mapping[str, LetterWords]] = {
    "fund": LetterWords(
        subject="Your application {reference} is funded",
        opening=(
            "We are pleased to tell you that the Technical Support Fund supports the application “{title}” of {city}, "
            "made under the call “{call}”.\n\nThe Fund grants all that was asked for: {support}."
        ),
        closing=(
            "An agreement follows, in which both sides set down what is done by when. Nothing is paid and no expert is "
            "sent before both have signed it.\n\nWe look forward to working with you."
        ),
    ),
    "fund_in_part": LetterWords(
        subject="Your application {reference} is funded in part",
        opening=(
            "We are pleased to tell you that the Technical Support Fund supports the application “{title}” of {city}, "
            "made under the call “{call}”, in part.\n\nYou asked for {requested}. The Fund grants {support}. The grounds "
            "below say why."
        ),
        closing=(
            "An agreement follows, in which both sides set down what is done by when. Nothing is paid and no expert is "
            "sent before both have signed it.\n\nWe look forward to working with you."
        ),
    ),
    "decline": LetterWords(
        subject="Your application {reference} is not funded",
        opening=(
            "Thank you for the application “{title}” of {city}, made under the call “{call}”. The Technical Support Fund "
            "has decided not to fund it.\n\nWe know how much work an application is. The grounds for each criterion follow."
        ),
        closing=(
            "A decision on one application says nothing about the next: you are welcome to apply again, and your "
            "regional hub will help you with it."
        ),
    ),
    "defer": LetterWords(
        subject="The decision on your application {reference} is put off",
        opening=(
            "Thank you for the application “{title}” of {city}, made under the call “{call}”. The Technical Support Fund "
            "has not decided on it yet.\n\nThe application goes back to the panel on {resume_on}."
        ),
        closing="You need not do anything. We write to you again as soon as there is a decision.",
    ),
    "ineligible": LetterWords(
        subject="Your application {reference} cannot be considered",
        opening=(
            "Thank you for the application “{title}” of {city}, made under the call “{call}”. It does not meet the rules of the "
            "call, so the Technical Support Fund cannot review it.\n\nWhich rules these are, and why, follows. Nothing is said "
            "here of how good the application is."
        ),
        closing=(
            "If something that we know of your city is no longer so, bring its profile up to date, or write to your regional "
            "hub. You are welcome to apply under another call."
        ),
    ),
    "appeal_not_admitted": LetterWords(
        subject="Your appeal about application {reference}",
        opening=(
            "You have appealed against the decision on the application “{title}” of {city}, made under the call “{call}”."
            "\n\nThe appeal was looked at by somebody who had no part in that decision. It is not taken on, for the "
            "reasons below, and the decision stands."
        ),
        closing="A decision on one application says nothing about the next: you are welcome to apply again.",
    ),
    "appeal_upheld": LetterWords(
        subject="Your appeal about application {reference} is upheld",
        opening=(
            "You have appealed against the decision on the application “{title}” of {city}, made under the call “{call}”."
            "\n\nThe appeal is upheld, for the reasons below. Your application is looked at again from the review on, by "
            "people of whom nobody had a part in the first decision."
        ),
        closing="You need not do anything. We write to you again as soon as there is a decision.",
    ),
    "appeal_dismissed": LetterWords(
        subject="Your appeal about application {reference} is dismissed",
        opening=(
            "You have appealed against the decision on the application “{title}” of {city}, made under the call “{call}”."
            "\n\nThe appeal was looked into by people who had no part in that decision. It is dismissed, for the reasons "
            "below, and the decision stands."
        ),
        closing="A decision on one application says nothing about the next: you are welcome to apply again.",
    ),
}
