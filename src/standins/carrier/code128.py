"""Code 128 barcodes."""

from collections.abc import Iterator

# The widths of the bars and spaces of each symbol, by value; the last one is the stop symbol.
WIDTHS = (
    "212222 222122 222221 121223 121322 131222 122213 122312 132212 221213 221312 231212 112232 122132 122231 113222 "
    "123122 123221 223211 221132 221231 213212 223112 312131 311222 321122 321221 312212 322112 322211 212123 212321 "
    "232121 111323 131123 131321 112313 132113 132311 211313 231113 231311 112133 112331 132131 113123 113321 133121 "
    "313121 211331 231131 213113 213311 213131 311123 311321 331121 312113 312311 332111 314111 221411 431111 111224 "
    "111422 121124 121421 141122 141221 112214 112412 122114 122411 142112 142211 241211 221114 413111 241112 134111 "
    "111242 121142 121241 114212 124112 124211 411212 421112 421211 212141 214121 412121 111143 111341 131141 114113 "
    "114311 411113 411311 113141 114131 311141 411131 211412 211214 211232 2331112"
)
SYMBOLS = WIDTHS.split()

START_B, START_C, STOP = 104, 105, 106


def encode_symbols(text: str) -> list[int]:
    """The symbols' values with start, check and stop: set C for an even number of digits, else set B."""
    if text.isdecimal() and len(text) % 2 == 0:
        values = [START_C, *(int(text[at : at + 2]) for at in range(0, len(text), 2))]
    else:
        values = [START_B, *(ord(character) - 32 for character in text)]
    check = (values[0] + sum(place * value for place, value in enumerate(values[1:], start=1))) % 103
    return [*values, check, STOP]


def draw_bars(text: str) -> Iterator[tuple[int, int]]:
    """Each bar as (position, width) in modules, from 0."""
    position = 0
    for value in encode_symbols(text):
        for number, width in enumerate(int(digit) for digit in SYMBOLS[value]):
            if number % 2 == 0:
                yield position, width
            position += width


def count_modules(text: str) -> int:
    """How many modules wide the barcode is, without its quiet zones."""
    return sum(int(digit) for value in encode_symbols(text) for digit in SYMBOLS[value])
