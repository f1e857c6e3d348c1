#!/usr/bin/env python3
"""Cuts the embedded fonts out of Debian's fonts-noto-cjk and fonts-lxgw-wenkai.

Run where both packages and Python's fonttools are installed; writes beside itself. README.md says why.
"""
import pathlib
import sys

from fontTools import subset
from fontTools.ttLib import TTCollection, TTFont

HERE = pathlib.Path(__file__).parent
NOTO = "/usr/share/fonts/opentype/noto/"
KAI = "/usr/share/fonts/truetype/lxgw-wenkai/LXGWWenKai-Regular.ttf"


def gb2312() -> set[int]:
    """Every character of GB 2312-80."""
    found = set()
    for high in range(0xA1, 0xF8):
        for low in range(0xA1, 0xFF):
            try:
                found.add(ord(bytes([high, low]).decode("gb2312")))
            except (UnicodeDecodeError, TypeError):
                continue
    return found


def common() -> set[int]:
    """Latin, punctuation, marks and boxes that forms use."""
    spans = [(0x20, 0x7E), (0xA0, 0xFF), (0x2010, 0x2027), (0x2030, 0x203B), (0x2100, 0x214F), (0x2150, 0x218F),
             (0x2190, 0x2199), (0x2200, 0x22FF), (0x2460, 0x24FF), (0x2500, 0x25FF), (0x2605, 0x2606),
             (0x2611, 0x2713), (0x3000, 0x303F), (0x3220, 0x32FF), (0xFE30, 0xFE4F), (0xFF00, 0xFFEF)]
    return {c for low, high in spans for c in range(low, high + 1)}


# Characters of the General Standard List that stand beyond the basic block are met in names: 𠮷, 㛃, 𫚭.
NAMES = {c for low, high in [(0x4E00, 0x9FFF), (0x3400, 0x4DBF), (0x20000, 0x323AF)] for c in range(low, high + 1)}


def origin(source: str, family: str | None) -> TTFont:
    if family is None:
        return TTFont(source)
    return next(f for f in TTCollection(source).fonts if f["name"].getDebugName(1) == family)


def cut(font: TTFont, wanted: set[int], target: str, name: str, weight: str) -> None:
    options = subset.Options()
    options.layout_features = ["kern", "ccmp"]
    options.drop_tables += ["vmtx", "vhea", "VORG", "BASE", "DSIG", "meta"]
    options.name_IDs = [0, 1, 2, 3, 4, 5, 6, 13, 14]
    options.name_languages = [0x409]
    options.notdef_outline = True
    options.hinting = False
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=wanted)
    subsetter.subset(font)
    # A changed font may not bear the reserved names of its origin (OFL 1.1, condition 3).
    full = f"{name} {weight}"
    for record in font["name"].names:
        text = {1: name, 2: weight, 3: f"{full};1", 4: full, 6: full.replace(" ", "-")}.get(record.nameID)
        if text is not None:
            record.string = text
    if "CFF " in font:
        cff = font["CFF "].cff
        cff.fontNames = [full.replace(" ", "-")]
        top = cff.topDictIndex[0]
        top.FamilyName, top.FullName, top.Weight = name, full, weight
    font.recalcTimestamp = False
    out = HERE / target
    font.save(out)
    print(target, out.stat().st_size, len(font.getBestCmap()), file=sys.stderr)


def main() -> None:
    base = gb2312() | common()
    song = origin(NOTO + "NotoSerifCJK-Regular.ttc", "Noto Serif CJK SC")
    in_song = set(song.getBestCmap())
    cut(song, base | NAMES, "lunxun-song.otf", "Lunxun Song", "Regular")
    cut(origin(NOTO + "NotoSerifCJK-Bold.ttc", "Noto Serif CJK SC"), base, "lunxun-song-bold.otf", "Lunxun Song", "Bold")
    cut(origin(NOTO + "NotoSansCJK-Regular.ttc", "Noto Sans CJK SC"), base, "lunxun-hei.otf", "Lunxun Hei", "Regular")
    # Besides its own use as 楷体 it supplies what the Song lacks.
    cut(origin(KAI, None), base | (NAMES - in_song), "lunxun-kai.ttf", "Lunxun Kai", "Regular")


if __name__ == "__main__":
    main()
