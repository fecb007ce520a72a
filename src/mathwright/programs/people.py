"""First names: who is in a story, and who can join it without being taken for somebody else."""

from __future__ import annotations

import re
from random import Random

WOMEN = (
    "Amira Bianca Chloe Daniela Esther Fatima Greta Hana Ingrid Jasmine Keiko Leila Mei Nadia Olga Priya Rosa Sofia Tamara "
    "Ursula Valentina Wanda Ximena Yara Zoe"
).split()
MEN = (
    "Ahmed Boris Carlos Dmitri Emil Felix Gustavo Hiro Ivan Jamal Kofi Lukas Mateo Nikhil Omar Pablo Quentin Rafael Stefan "
    "Tomas Umar Viktor Walter Yusuf Zane"
).split()
NAMES = (*WOMEN, *MEN)
_FEMALE = frozenset(
    "Mary Anna Betty Julia Sarah Emma Alice Lisa Karen Susan Jessica Jennifer Nancy Linda Maria Laura Amy Emily Kate Katie "
    "Rachel Rebecca Hannah Grace Lily Olivia Sophia Mia Ella Ava Chloe Natalia Janet Jane Jill Jenny Jen Julie Joan Joanna "
    "Helen Diana Diane Donna Carol Cindy Claire Christina Charlotte Cassie Brenda Bella Beth Barbara Ashley Angela Andrea "
    "Allison Alexa Abigail Tina Tracy Tiffany Theresa Stephanie Stella Sandra Samantha Sally Ruth Rose Robin Rita Penny "
    "Paula Patty Patricia Pam Nicole Natalie Mindy Michelle Melissa Melanie Megan Maya Marie Margaret Mandy Madison Lucy "
    "Lori Kim Kimberly Kelly Kathy Katherine Joyce Jasmine Isabella Iris Holly Heather Hailey Gina Georgia Gloria Fiona Eva "
    "Erica Elizabeth Elena Elaine Eliza Daisy Dana Danielle Courtney Carla Bonnie Audrey Anne Ann Amanda Adriana Marissa "
    "Sophie Tanya Wendy Vanessa Victoria Violet Zoe Peggy Nina Naomi Monica Molly Miranda Lena Leah Lauren Krystal Kylie "
    "Jordyn Gabrielle Farrah Ellen Carrie Candice Camila Brittany Beverly Becky April Annie Amelia Aaliyah".split()
) | frozenset(WOMEN)
_MALE = frozenset(
    "John James Tom Mike Bob Jim Jack Joe Mark Paul Peter David Daniel Michael Robert William Richard Charles George Frank "
    "Steve Steven Stephen Brian Kevin Jason Jeff Gary Tim Timothy Larry Scott Eric Andrew Ryan Jacob Nicholas Jonathan "
    "Justin Brandon Ben Benjamin Sam Samuel Greg Patrick Alexander Alex Dennis Jerry Tyler Aaron Jose Henry Adam Nathan "
    "Zachary Kyle Walter Ethan Jeremy Harold Keith Christian Roger Noah Gerald Carl Terry Sean Austin Arthur Lawrence Jesse "
    "Dylan Bryan Billy Bruce Albert Willie Gabriel Logan Alan Juan Wayne Roy Ralph Randy Eugene Vincent Russell Elijah Louis "
    "Bobby Philip Johnny Tony Fred Ted Ed Eddie Ned Max Luke Liam Lucas Leo Ken Ivan Ian Hank Harry Howard Hugh Gus Grant "
    "Glen Frankie Finn Evan Edward Duncan Doug Donald Derek Darren Danny Dan Craig Cody Chuck Chris Calvin Caleb Brad Bill "
    "Barry Anthony Andy Allen Al Toby Todd Victor Zack Xavier Simon Seth Ross Ron Rob Rick Ray Oscar Oliver Nick Neil "
    "Mitch Matt Mason Martin Marcus Kurt Josh Joshua Jay Jared Jake Jackson Isaac".split()
) | frozenset(MEN)
_CAPITALISED = re.compile(r"\b[A-Z][a-z]+(?='s\b|s'|\b)")
_NOT_NAMES = frozenset(
    "The A An He She They It We You I If In On At For To How What When Where Who Which Each Every There Then This That These "
    "Those His Her Their Its Our My Your After Before During While Since Because But And Or So As Of From With Without By "
    "One Two Three Four Five Six Seven Eight Nine Ten Monday Tuesday Wednesday Thursday Friday Saturday Sunday January "
    "February March May June July August September October November December Half Twice Some All Both Only Also Another "
    "Other Let Calculate Find Determine Suppose Assume Given Together Today Yesterday Tomorrow Later Next Last Now Once "
    "Altogether However Mr Mrs Ms Dr Miss Not No Out Over Under Per".split()
)


def names_in(text: str) -> set[str]:
    """Every capitalised word of the text that may name somebody or something."""
    return {word for word in _CAPITALISED.findall(text) if word not in _NOT_NAMES}


def newcomer(text: str, rng: Random) -> str:
    """A first name that does not occur in the text, nor begins with the letter of one that does."""
    present = names_in(text)
    initials = {name[0] for name in present}
    free = [name for name in NAMES if name not in present and name[0] not in initials] or [
        name for name in NAMES if name not in present
    ]
    return free[int(rng.random() * len(free))]


def rename(text: str, clashing: set[str], other: str, rng: Random) -> dict[str, str] | None:
    """For each clashing name of the text another of the same gender that neither story uses; None where unknown."""
    taken = names_in(text) | names_in(other)
    chosen: dict[str, str] = {}
    for name in sorted(clashing):
        pool = WOMEN if name in _FEMALE and name not in _MALE else MEN if name in _MALE else ()
        free = [new for new in pool if new not in taken]
        if not free:
            return None
        chosen[name] = free[int(rng.random() * len(free))]
        taken.add(chosen[name])
    return chosen


def substitute(text: str, names: dict[str, str]) -> str:
    """The text with whole names replaced."""
    if not names:
        return text
    pattern = re.compile(r"\b(" + "|".join(map(re.escape, sorted(names))) + r")\b")
    return pattern.sub(lambda found: names[found.group()], text)
