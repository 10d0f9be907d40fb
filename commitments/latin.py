"""Words of other scripts in Latin letters, for addresses: readable, one way only, no standard's every rule."""

import unicodedata

SPELT = (
    "ł=l ø=o đ=d ð=d þ=th ß=ss æ=ae œ=oe ħ=h ı=i ŋ=ng ə=a "
    "а=a б=b в=v г=g д=d е=e ж=zh з=z и=i й=y к=k л=l м=m н=n о=o п=p р=r с=s т=t у=u ф=f "
    "х=kh ц=ts ч=ch ш=sh щ=shch ъ= ы=y ь= э=e ю=yu я=ya є=ye і=i ї=yi ґ=g ў=u ђ=dj ј=j љ=lj "
    "њ=nj ћ=c џ=dz ѕ=dz ә=a ғ=gh қ=q ң=ng ө=o ұ=u ү=u һ=h "
    "α=a β=v γ=g δ=d ε=e ζ=z η=i θ=th ι=i κ=k λ=l μ=m ν=n ξ=x ο=o π=p ρ=r σ=s ς=s τ=t υ=y φ=f "
    "χ=ch ψ=ps ω=o"
)
LETTERS = dict(pair.split("=") for pair in SPELT.split())
# letters whose name in the character database says how they sound
SOUNDED = ("HANGUL SYLLABLE ", "HIRAGANA LETTER ", "KATAKANA LETTER ")


def spelt(text: str) -> str:
    """The text in small letters, Latin ones where we know how; what we do not know stays as it is."""
    return "".join(map(_letter, unicodedata.normalize("NFC", text).lower()))


def _letter(char: str) -> str:
    if char in LETTERS:
        return LETTERS[char]
    bare = unicodedata.normalize("NFKD", char)[0]
    if bare in LETTERS:
        return LETTERS[bare]
    name = unicodedata.name(char, "")
    return name.split()[-1].lower() if name.startswith(SOUNDED) else char
