"""Makes a seeded data package of any size: make_package.py COMMITMENTS FOLDER [SEED]

Summits, parties, themes, documents and who came are those of data/nss. Commitments, parts, reports,
sources and citations are made up in its proportions: three reports a commitment, three parties on
average and up to all of them, two sources, about five citations. The same arguments make the same bytes.
"""

import csv
import json
import random
import shutil
import sys
import uuid
from pathlib import Path

REAL = Path(__file__).resolve().parent.parent / "data" / "nss"
KEPT = ["summits", "parties", "themes", "participations", "documents", "document_parties"]
KINDS = {"national": 70, "bilateral": 19, "joint": 10, "collective": 1}
STATUSES = {
    "in_progress": 53,
    "completed": 42,
    "stalled": 3,
    "not_started": 1,
    "partially_completed": 0.5,
    "withdrawn": 0.5,
}
BASES = {"self_reported": 60, "third_party": 35, "independently_verified": 5}
REPORTS, SOURCES = 3, 2


def rows(name):
    with (REAL / f"{name}.csv").open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


class Table:
    """One CSV file under way; rows are lists in the order of the real file's header."""

    def __init__(self, folder, name):
        with (REAL / f"{name}.csv").open(encoding="utf-8", newline="") as stream:
            header = next(csv.reader(stream))
        self.stream = (folder / f"{name}.csv").open("w", encoding="utf-8", newline="")
        self.writer = csv.DictWriter(self.stream, header, restval="", lineterminator="\n")
        self.writer.writeheader()

    def write(self, **row):
        self.writer.writerow(row)

    def close(self):
        self.stream.close()


class Maker:
    """Draws the made-up records from one seeded source of chance."""

    def __init__(self, count, folder, seed):
        self.count, self.chance = count, random.Random(seed)
        self.summits = rows("summits")
        self.documents = [(d["id"], d["summit"]) for d in rows("documents")]
        self.countries = [p["id"] for p in rows("parties") if p["kind"] == "country"]
        self.themes = [theme["id"] for theme in rows("themes")]
        titles = " ".join(row["title"].lower() for row in rows("commitments"))
        self.vocabulary = sorted({word for word in titles.split() if word.isalpha()})
        names = ["commitments", "commitment_parties", "progress_reports", "sources", "citations"]
        self.tables = {name: Table(folder, name) for name in names}

    def one(self, weights):
        return self.chance.choices(list(weights), list(weights.values()))[0]

    def words(self, least, most):
        found = self.chance.choices(self.vocabulary, k=self.chance.randint(least, most))
        return " ".join(found).capitalize()

    def date(self, first, last):
        """A day, now and then a month or a year, between two years."""
        year, month = self.chance.randint(first, last), self.chance.randint(1, 12)
        written = f"{year}-{month:02}-{self.chance.randint(1, 28):02}"
        return written[: self.chance.choices([10, 7, 4], [80, 15, 5])[0]]

    def cite(self, record_type, record, sources):
        for number in self.chance.sample(range(SOURCES * self.count), sources):
            locator = f"p. {self.chance.randint(1, 90)}" if self.chance.random() < 0.4 else ""
            self.tables["citations"].write(
                source=f"source-{number:07}",
                record_type=record_type,
                record=record,
                locator=locator,
            )

    def commitment(self, number):
        slug, kind = f"pledge-{number:07}", self.one(KINDS)
        summit = self.chance.choice(self.summits)
        documents = [name for name, of in self.documents if of == summit["id"]]
        wider, has_target = self.chance.randrange(self.count), self.chance.random() < 0.18
        points = self.chance.random() < 0.11 and wider > number  # onward only: no circles
        self.tables["commitments"].write(
            id=slug,
            kind=kind,
            summit=summit["id"],
            document=self.chance.choice(documents) if self.chance.random() < 0.13 else "",
            implements=f"pledge-{wider:07}" if points else "",
            title=self.words(5, 12),
            summary=self.words(12, 24),
            promise_known_from="reported" if self.chance.random() < 0.2 else "stated",
            made_on=summit["end_on"],
            target_date=self.date(2017, 2026) if has_target else "",
            target_quantity=self.chance.randint(1, 5000) if has_target else "",
            target_unit="kilograms" if has_target else "",
            themes=";".join(self.chance.sample(self.themes, self.chance.randint(1, 3))),
        )
        self.cite("commitment", slug, self.chance.choice([1, 1, 2]))
        members = self.parts(slug, kind)
        for _ in range(self.chance.choice([0, REPORTS, REPORTS, 2 * REPORTS])):
            self.report(slug, members)

    def parts(self, slug, kind):
        sizes = {"national": 1, "bilateral": 2, "joint": self.chance.randint(3, 25)}
        members = self.chance.sample(self.countries, sizes.get(kind, len(self.countries)))
        for place, party in enumerate(members):
            role = "lead" if place == 0 else "partner" if kind == "bilateral" else "subscriber"
            late = role == "subscriber" and self.chance.random() < 0.1
            self.tables["commitment_parties"].write(
                commitment=slug, party=party, role=role, joined_on="2017-05-01" if late else ""
            )
        return members

    def report(self, slug, members):
        identity = str(uuid.UUID(int=self.chance.getrandbits(128), version=4))
        outsider = self.chance.random() < 0.4
        self.tables["progress_reports"].write(
            id=identity,
            commitment=slug,
            party=self.chance.choice(members) if self.chance.random() < 0.04 else "",
            date=self.date(2016, 2025),
            status=self.one(STATUSES),
            basis=self.one(BASES),
            summary=self.words(10, 20),
            reported_by=self.words(2, 3) if outsider else self.chance.choice(members),
        )
        self.cite("progress_report", identity, self.chance.choice([1, 1, 1, 2]))

    def source(self, number):
        self.tables["sources"].write(
            id=f"source-{number:07}",
            title=self.words(5, 12),
            publisher=self.words(1, 3),
            authors=f"Ada {number}" if self.chance.random() < 0.2 else "",
            published_on=self.date(2010, 2025),
            url=f"https://archive-{number % 97}.example/{number}/{self.chance.getrandbits(64):x}.html",
            kind="news",
            language="en",
        )

    def run(self):
        for number in range(SOURCES * self.count):
            self.source(number)
        for number in range(self.count):
            self.commitment(number)
        for table in self.tables.values():
            table.close()


def make(count, folder, seed=1):
    """Write a package of ``count`` commitments into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in KEPT:
        shutil.copy(REAL / f"{name}.csv", folder)
    described = json.loads((REAL / "datapackage.json").read_text(encoding="utf-8"))
    described |= {"name": f"bench-{count}", "version": str(seed)}
    (folder / "datapackage.json").write_text(json.dumps(described, indent=2), encoding="utf-8")
    Maker(count, folder, seed).run()


if __name__ == "__main__":
    make(int(sys.argv[1]), Path(sys.argv[2]), *map(int, sys.argv[3:4]))
