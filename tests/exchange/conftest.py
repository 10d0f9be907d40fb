"""What tests of the data package share: a small package in a folder, and how to edit one."""

import csv
import json
import shutil
from pathlib import Path

import pytest
from django.utils import timezone

from commitments.exchange.load import load_package

DATA = Path(__file__).resolve().parents[2] / "data" / "nss"
UUID = "0b7b1d3e-1111-4222-8333-0123456789ab"
SMALL = {
    "summits": ["2012-seoul,Seoul,2,KOR,Seoul,,2012-03-26,2012-03-27,They met."],
    "parties": [
        "CHN,country,China,People's Republic of China,CN,Eastern Asia,china",
        "KOR,country,South Korea,Republic of Korea,KR,Eastern Asia,south-korea",
        "UN,organization,United Nations,United Nations,,,united-nations",
    ],
    "participations": [
        "2012-seoul,CHN,true,,,,",
        "2012-seoul,KOR,true,A Person,President,head_of_state,",
    ],
    "documents": [
        "seoul-joint,2012-seoul,joint_statement,A statement,,2012-03-27,law;training,Agreed."
    ],
    "document_parties": ["seoul-joint,CHN,lead,,", "seoul-joint,KOR,subscriber,2014,"],
    "themes": ["law,Law,Laws.", "training,Training,Courses."],
    "commitments": [
        "chn-centre,national,2012-seoul,,wide,A centre,To be built.,stated,2012-03-27,2015,1.5,people,training;law",  # noqa: E501
        "wide,joint,2012-seoul,seoul-joint,,A wide one,To be done.,stated,2012-03,,,,law",
    ],
    "commitment_parties": [
        "chn-centre,CHN,lead,,",
        "wide,CHN,lead,,",
        "wide,KOR,subscriber,2014,2015",
    ],
    "progress_reports": [
        f"{UUID},chn-centre,,2014,completed,third_party,Opened.,2000,people,A newspaper",
        "1b7b1d3e-1111-4222-8333-0123456789ab,wide,KOR,2015-06-01,stalled,self_reported,Waits.,,,KOR",
    ],
    "sources": [
        "alpha,Alpha,A ministry,Ada;Bo,2014-05,https://nss.example/a,news,en",
        "beta,Beta,An office,,,,other,en",
    ],
    "citations": [
        "alpha,commitment,chn-centre,p. 1",
        f"alpha,progress_report,{UUID},",
        "beta,commitment,wide,",
        "beta,participation,2012-seoul/CHN,",
        "beta,progress_report,1b7b1d3e-1111-4222-8333-0123456789ab,",
    ],
}


class Folder:
    """A package in a folder that a test may spoil."""

    def __init__(self, path):
        self.path = path

    def lines(self, name):
        return (self.path / f"{name}.csv").read_text(encoding="utf-8").splitlines()

    def write(self, name, lines):
        (self.path / f"{name}.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")

    def add(self, name, line):
        self.write(name, [*self.lines(name), line])

    def set(self, name, row, column, value):
        """Set one cell; row 1 is the header."""
        rows = list(csv.reader(self.lines(name)))
        rows[row - 1][rows[0].index(column)] = value
        with (self.path / f"{name}.csv").open("w", encoding="utf-8", newline="") as stream:
            csv.writer(stream, lineterminator="\n").writerows(rows)

    def append_column(self, name, column, values):
        self.write(
            name,
            [
                f"{line},{value}"
                for line, value in zip(self.lines(name), [column, *values], strict=True)
            ],
        )

    def describe(self, change):
        path = self.path / "datapackage.json"
        described = json.loads(path.read_text(encoding="utf-8"))
        change(described)
        path.write_text(json.dumps(described), encoding="utf-8")

    def load(self):
        return load_package(self.path, at=timezone.now(), progress=lambda *_: None)

    def bytes(self):
        return {path.name: path.read_bytes() for path in sorted(self.path.iterdir())}


@pytest.fixture
def package(tmp_path):
    """A small sound package: two commitments, the first of which implements the second."""
    folder = Folder(tmp_path / "package")
    folder.path.mkdir()
    for name, lines in SMALL.items():
        with (DATA / f"{name}.csv").open(encoding="utf-8") as stream:
            folder.write(name, [next(stream).strip(), *lines])
    shutil.copy(DATA / "datapackage.json", folder.path)
    return folder
