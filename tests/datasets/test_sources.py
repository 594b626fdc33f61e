"""Where a table comes from, and how its text is laid out, make no difference to what is read."""

import bz2
import gzip
import io
import json
import lzma
import os
import sys
import warnings
import zipfile

import numpy as np
import pandas as pd
import pytest

from sk_epinet.datasets import load_landscape

ROWS = [("0010", 1.5), ("0110", -2.25), ("0001", 0.125), ("1101", 30.0)]
CSV = "genotype,fitness\n" + "".join(f"{g},{y}\n" for g, y in ROWS)
CODES = [[0, 0, 1, 0], [0, 1, 1, 0], [0, 0, 0, 1], [1, 1, 0, 1]]


def check(landscape):
    """Check that the four rows were read, whatever they came from."""
    assert landscape.codes.tolist() == CODES
    assert landscape.target.tolist() == [y for _, y in ROWS]
    assert landscape.site_names == ["pos1", "pos2", "pos3", "pos4"]
    assert landscape.target_name == "fitness"
    assert landscape.alleles == [("0", "1")] * 4


@pytest.mark.parametrize("separator", [",", ";", "\t", "|", " ", "   "])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_separators_and_line_ends(write, separator, end):
    check(load_landscape(write(CSV.replace(",", separator).replace("\n", end))))


@pytest.mark.parametrize("title", ["Table 1", "Results of the first plate"])
def test_tabs_separate_where_a_title_or_a_cell_has_spaces(write, title):
    table = "fitness\tgenotype\tmade by\n1.5\tAK\tA Lee\n2.5\tGK\tB Roy\n0.5\tAR\tA Lee\n"
    path = write(f"{title}\n{table}".encode())
    landscape = load_landscape(path, "fitness", genotype="genotype")
    assert landscape.target.tolist() == [1.5, 2.5, 0.5]
    assert landscape.alleles == [("A", "G"), ("K", "R")]


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252"]
)
def test_encodings(write, encoding):
    text = CSV.replace("genotype", "génotype").replace("fitness", "Größe")
    landscape = load_landscape(write(text.encode(encoding)))
    assert landscape.codes.tolist() == CODES
    assert landscape.target_name == "Größe"


def zipped(data, *names):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name in names or ("table.csv",):
            archive.writestr(name, data)
    return buffer.getvalue()


@pytest.mark.parametrize("pack", [gzip.compress, lzma.compress, bz2.compress, zipped])
@pytest.mark.parametrize("name", ["table.csv.gz", "table.csv"])
def test_packed_files(write, pack, name):
    # What a file begins with tells how it is packed, not its name.
    check(load_landscape(write(pack(CSV.encode()), name)))


def test_zip_files(write):
    check(load_landscape(write(zipped(CSV, "a.csv", "__MACOSX/._a.csv", ".DS_Store"), "a.zip")))
    check(load_landscape(write(zipped(CSV, "a.csv", "README.txt"), "a.zip")))
    with pytest.raises(ValueError, match=r"a.zip holds 2 files \(a.csv, b.csv\)"):
        load_landscape(write(zipped(CSV, "a.csv", "b.csv"), "a.zip"))


def test_zip_files_without_a_table(write):
    for name in ("folder/", ".hidden", "__MACOSX/x"):
        with pytest.raises(ValueError, match=r"a\.zip holds no file, or none that is a table"):
            load_landscape(write(zipped("", name), "a.zip"))
    with pytest.raises(ValueError, match=r"a\.skops is a model file, .* and not a table"):
        load_landscape(write(zipped("x", "schema.json", "1.npy"), "a.skops"))


@pytest.mark.skipif(sys.platform == "win32", reason="names have no such characters there")
@pytest.mark.parametrize("name", ["a\nb.csv", "a\x1b[31m.csv", "https:"])
def test_odd_names_of_files(write, name):
    landscape = load_landscape(write(CSV, name))
    check(landscape)
    assert landscape.describe().splitlines()[0].isprintable()


def test_open_files(write):
    path = write(CSV)
    with path.open() as file:
        check(load_landscape(file))
    with path.open("rb") as file:
        check(load_landscape(file))
    check(load_landscape(io.StringIO(CSV)))
    check(load_landscape(io.BytesIO(gzip.compress(CSV.encode()))))
    with (
        write("généotype".encode("cp1252")).open(encoding="utf-8") as file,
        pytest.raises(ValueError, match="landscape.csv was opened as text .* open it with 'rb'"),
    ):
        load_landscape(file)


@pytest.fixture
def frame():
    return pd.DataFrame(ROWS, columns=["genotype", "fitness"])


def test_frames(frame):
    check(load_landscape(frame))
    check(load_landscape(frame.astype({"genotype": "category"})))
    check(load_landscape(frame.set_index("genotype")))
    unnamed = frame.set_index("genotype")
    unnamed.index.name = None
    check(load_landscape(unnamed, genotype="index"))


def test_the_index_of_a_frame_stays(frame):
    frame.index = [7, 9, 4, 2]
    landscape = load_landscape(frame)
    assert landscape.data.index.tolist() == [7, 9, 4, 2]
    assert landscape.frame.loc[4, "fitness"] == 0.125
    frame.loc[9, "fitness"] = np.inf
    with pytest.raises(ValueError, match="'fitness' holds 'inf' in row 9"):
        load_landscape(frame)


def test_numbers_and_booleans_in_frames():
    frame = pd.DataFrame(
        {"A": [0.0, 1.0, 1.0], "B": [True, False, True], "C": [-1, 1, -1], "y": [1.0, np.nan, 3]}
    )
    with pytest.warns(UserWarning, match="1 of 3 genotypes have no measured 'y'"):
        landscape = load_landscape(frame, sites=["A", "C"])
    assert landscape.alleles == [("0", "1")]
    assert landscape.constant_sites == {"C": "-1"}
    frame["y"] = [1.0, 2, 3]
    landscape = load_landscape(frame, sites=["A", "B", "C"])
    assert landscape.alleles == [("0", "1"), ("False", "True"), ("-1", "1")]
    assert landscape.codes.tolist() == [[0, 1, 0], [1, 0, 1], [1, 1, 0]]


def test_frames_of_other_libraries(frame):
    polars = pytest.importorskip("polars")
    pytest.importorskip("pyarrow")
    check(load_landscape(polars.DataFrame({name: frame[name].tolist() for name in frame})))


def write_excel(path, sheets):
    pytest.importorskip("openpyxl")
    with pd.ExcelWriter(path) as writer:
        for name, frame in sheets.items():
            frame.to_excel(writer, sheet_name=name, index=False, header=name != "titled")
    return path


def test_excel(frame, tmp_path):
    path = write_excel(tmp_path / "a.xlsx", {"data": frame, "empty": pd.DataFrame()})
    check(load_landscape(path))
    check(load_landscape(path, sheet="data"))
    check(load_landscape(path, sheet=0))
    with pytest.raises(ValueError, match="a.xlsx has no sheet 'dat'; its sheets are 'data', 'emp"):
        load_landscape(path, sheet="dat")
    titled = pd.DataFrame(
        [["Table S1", None], [None, None], ["genotype", "fitness"], ["", "(a.u.)"], *ROWS]
    )
    path = write_excel(tmp_path / "b.xlsx", {"titled": titled, "notes": frame})
    check(load_landscape(path, sheet="titled"))
    with pytest.raises(ValueError, match=r"2 sheets .*'titled' \(8 rows, 2 columns\).*sheet="):
        load_landscape(path)


def test_excel_sites_and_rows(tmp_path):
    frame = pd.DataFrame({"A": [0, 1, 0], "B": [1.0, 0.0, 1.0], "growth": [0.5, 1, "failed"]})
    path = write_excel(tmp_path / "a.xlsx", {"x": frame})
    with pytest.raises(ValueError, match="'growth' holds 'failed' in row 4"):
        load_landscape(path)
    landscape = load_landscape(path, drop="target")
    assert landscape.codes.tolist() == [[0, 1], [1, 0]]
    assert "1 (target that is no number)" in landscape.describe()


def excel_of_cells(path, rows):
    openpyxl = pytest.importorskip("openpyxl")
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    book.save(path)
    return path


def test_formulas_that_were_never_computed(tmp_path):
    """As openpyxl writes them: pandas reads their cells as empty."""
    rows = [["A", "B", "growth"], [0, 0, 1.5], [0, 1, 2.5], [1, 0, 4.5], [1, 1, 0.5]]
    for place, row, column in (("A3", 2, 0), ("C5", 4, 2)):
        own = [list(cells) for cells in rows]
        own[row][column] = "=1-1"
        path = excel_of_cells(tmp_path / "a.xlsx", own)
        with pytest.raises(ValueError, match=f"a formula without a value in {place}: open .* sav"):
            load_landscape(path)


def test_formulas_whose_value_is_an_empty_text(tmp_path):
    """As Excel writes them: with their type, which tells them from those without a value."""
    rows = [["A", "B", "growth"], [0, 0, 1.5], [0, 1, '=IF(1,"",2)'], [1, 0, 4.5], [1, 1, 0.5]]
    path, computed = excel_of_cells(tmp_path / "a.xlsx", rows), tmp_path / "b.xlsx"
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(computed, "w") as new:
        for name in old.namelist():
            new.writestr(name, old.read(name).replace(b'<c r="C3">', b'<c r="C3" t="str">'))
    with pytest.warns(UserWarning, match="1 of 4 genotypes have no measured 'growth'"):
        landscape = load_landscape(computed)
    assert landscape.target.tolist() == [1.5, 4.5, 0.5]
    assert len(landscape.unmeasured) == 1


def test_a_sheet_of_no_excel_file(write):
    with pytest.raises(ValueError, match="is not an Excel file and has no sheets"):
        load_landscape(write(CSV), sheet="x")


def test_old_and_damaged_excel_files(write):
    with pytest.raises(ValueError, match="old Excel file .* save it as .xlsx"):
        load_landscape(write(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "a.xls"))
    with pytest.raises(ValueError, match="a.xlsx is damaged"):
        load_landscape(write(b"PK\x03\x04" + bytes(60), "a.xlsx"))


@pytest.mark.parametrize(("package", "name"), [("openpyxl", "a.xlsx"), ("pyarrow", "a.parquet")])
def test_a_missing_package_is_named(write, monkeypatch, package, name):
    content = (
        b"PAR1" if package == "pyarrow" else zipped("", "[Content_Types].xml", "xl/workbook.xml")
    )
    monkeypatch.setitem(sys.modules, package, None)
    with pytest.raises(ImportError, match=rf"needs {package}: pip install .*sk_epinet\[io\]"):
        load_landscape(write(content, name))


def test_parquet(frame, tmp_path):
    pytest.importorskip("pyarrow")
    frame.to_parquet(tmp_path / "a.parquet")
    check(load_landscape(tmp_path / "a.parquet"))
    (tmp_path / "b.parquet").write_bytes(b"PAR1 and nothing")
    with pytest.raises(ValueError, match="b.parquet is a damaged Parquet file"):
        load_landscape(tmp_path / "b.parquet")


GPMAP = {
    "wildtype": "0110",
    "mutations": {str(i): ["0", "1"] for i in range(4)},
    "data": {
        "genotypes": [g for g, _ in ROWS],
        "phenotypes": [y for _, y in ROWS],
        "n_replicates": [1] * 4,
        "stdeviations": [None] * 4,
    },
    "log_transform": False,
}


@pytest.mark.parametrize(
    "content",
    [
        [{"genotype": g, "fitness": y} for g, y in ROWS],
        {"genotype": [g for g, _ in ROWS], "fitness": [y for _, y in ROWS], "title": "mine"},
        {"columns": ["genotype", "fitness"], "data": [list(row) for row in ROWS]},
        {
            "genotype": {str(i): g for i, (g, _) in enumerate(ROWS)},
            "fitness": {str(i): y for i, (_, y) in enumerate(ROWS)},
        },
        {str(i): {"genotype": g, "fitness": y} for i, (g, y) in enumerate(ROWS)},
    ],
)
def test_json(write, content):
    check(load_landscape(write(json.dumps(content), "a.json")))


def test_names_in_json_do_not_command_the_terminal(write):
    rows = [
        {"\x1b[31mA": a, "B": b, "y": y} for a, b, y in [(0, 1, 2.5), (1, 0, 1.5), (1, 1, 4.5)]
    ]
    assert load_landscape(write(json.dumps(rows), "a.json")).site_names == ["[31mA", "B"]


def test_json_lines_and_gpmap(write):
    lines = "\n".join(json.dumps({"genotype": g, "fitness": y}) for g, y in ROWS)
    check(load_landscape(write(lines, "a.jsonl")))
    landscape = load_landscape(write(json.dumps(GPMAP), "gpmap.json"))
    # The wild type 0110 is the low level of each site.
    assert landscape.wild_type == list("0110")
    assert landscape.codes.tolist() == [[0, 1, 0, 0], [0, 0, 0, 0], [0, 1, 1, 1], [1, 0, 1, 1]]
    with pytest.raises(ValueError, match=r"a.json is not valid JSON: .* line 1, character 14"):
        load_landscape(write('{"genotype": ', "a.json"))
    with pytest.raises(ValueError, match="a.json holds no table"):
        load_landscape(write('{"genotype": ["01"], "y": [1, 2]}', "a.json"))


@pytest.mark.parametrize(
    "text",
    [
        "# measured in May\n# by hand\n" + CSV,
        "\n\n" + CSV.replace("\n", "\n\n"),
        "Table S3. Fitness of variants\n" + CSV,
        "Table S3.,\n,\n" + CSV,
        "Table S3. Fitness of all variants, 2021\n" + CSV,
        "Table S3: fitness of strains, by hand\n" + CSV,
        CSV + "\nAll values are means of three experiments.\nMade in May.\n",
        CSV.replace("fitness\n", "fitness\n,(a.u.)\n"),
        CSV.replace("fitness\n", "fitness\n-,1/h\n"),
        CSV.replace("\n", ",,\n"),
        CSV.replace("\n", ",\n").replace("fitness,", "fitness"),
        CSV + ",\n,\n",
        CSV.replace("0110,", "# 0111,7\n0110,"),
        "sep=;\n" + CSV.replace(",", ";"),
        CSV.replace("genotype", "# genotype"),
        CSV.replace("fitness", '"fitness"'),
        CSV.replace("0010", '="0010"').replace("0110", '"=""0110"""'),
        CSV.replace("0010", "'0010").replace("0110", "'0110'"),
        CSV.replace("\n", " \n").replace(",", " , "),
        CSV + "\x1a",
    ],
)
def test_what_stands_around_a_table(write, text):
    check(load_landscape(write(text)))


def test_a_header_that_stands_again(write):
    first, *lines = CSV.splitlines()
    landscape = load_landscape(write("\n".join([first, *lines[:2], first, "", first, *lines[2:]])))
    check(landscape)
    assert "header that stands again skipped: 2" in landscape.describe()


def test_a_header_over_several_lines(write):
    text = CSV.replace("fitness", '"fitness\n(a.u.)"')
    landscape = load_landscape(write(text))
    assert landscape.target_name == "fitness (a.u.)"
    assert landscape.codes.tolist() == CODES
    # Lines are counted as an editor counts them.
    with pytest.raises(ValueError, match="in line 4, which is not a finite number"):
        load_landscape(write(text.replace("-2.25", "high")))


@pytest.mark.parametrize("values", ["1,553", "0,045", "-2,250"])
def test_decimal_commas_between_commas(write, values):
    whole, digits = values.split(",")
    rows = "".join(f"{g},{whole},{int(digits) + i:03d}\n" for i, (g, _) in enumerate(ROWS))
    with pytest.raises(ValueError, match=rf"in line 2, where {values} seems to be one number"):
        load_landscape(write("genotype,fitness\n" + rows))
    with pytest.raises(ValueError, match="commas need quotation marks"):
        load_landscape(write("genotype,fitness,se\n" + rows.replace("\n", ",0,5\n")))


def test_lists_without_quotation_marks(write):
    lists = ["WT", "A1V", "A1V,K2R", "K2R,D3G", "A1V,K2R,D3G", "D3G"]
    text = "variant,fitness\n" + "".join(f"{own},{i * i}.5\n" for i, own in enumerate(lists))
    with pytest.raises(ValueError, match="quotation marks around|2 fields .* but from 2 to 4"):
        load_landscape(write(text))


def test_names_in_two_lines(write):
    text = ",reads,,,value,value\ngenotype,red,blue,,red,both\n"
    text += "".join(f"{g},{10 * i},{7 * i},,{y},{2 * y}\n" for i, (g, y) in enumerate(ROWS))
    landscape = load_landscape(write(text), target="value red")
    assert landscape.codes.tolist() == CODES
    assert landscape.target.tolist() == [y for _, y in ROWS]
    assert "reads red (counts); blue" in landscape.describe()
    assert "names of columns read from two lines" in landscape.describe()


def test_an_index_without_a_name(write):
    letters = [genotype.replace("0", "A").replace("1", "V") for genotype, _ in ROWS]
    series = pd.Series([y for _, y in ROWS], index=letters, name="fitness")
    for source in (write(series.to_csv()), series.to_frame(), series.reset_index()):
        landscape = load_landscape(source)
        assert landscape.codes.tolist() == CODES
        assert landscape.target.tolist() == series.tolist()
    series = series.set_axis([f"A{i}V" for i in range(len(ROWS))])
    assert load_landscape(series.reset_index()).codes.tolist() == np.eye(len(ROWS)).tolist()


def test_names_of_rows_are_no_genotypes_beside_others(write):
    names = ["ACGT", "AGGT", "CCGT", "ACGA", "TCGT", "ACTT"][: len(ROWS)]
    text = "name,genotype,fitness\n" + "".join(
        f"{name},{g},{y}\n" for name, (g, y) in zip(names, ROWS, strict=True)
    )
    check(load_landscape(write(text)))


def test_row_names_of_r(write):
    text = "genotype fitness\n" + "".join(f"{i} {g} {y}\n" for i, (g, y) in enumerate(ROWS, 1))
    check(load_landscape(write(text)))
    text = '"","genotype","fitness"\n'
    text += "".join(f'"{i}","{g}",{y}\n' for i, (g, y) in enumerate(ROWS, 1))
    check(load_landscape(write(text)))


def test_spaces_that_separate_empty_fields(write):
    text = "nt_seq genotype WT fitness\n" + "".join(f" {g}  {y}\n" for g, y in ROWS)
    landscape = load_landscape(write(text))
    assert landscape.codes.tolist() == CODES


def test_a_genotype_called_nan(write):
    landscape = load_landscape(write("genotype,y\nNAN,1\nNAA,2\nAAN,3\n"))
    assert landscape.alleles == [("A", "N"), ("A", "N"), ("A", "N")]
    assert landscape.codes.tolist() == [[1, 0, 1], [1, 0, 0], [0, 0, 1]]
    landscape = load_landscape(write("genotype,y\nNA,1\nAN,2\nAA,3\n"))
    assert landscape.codes.tolist() == [[1, 0], [0, 1], [0, 0]]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("", "landscape.csv is empty"),
        ("\n\n", "landscape.csv is empty"),
        ("# nothing\n", "landscape.csv is empty"),
        ("genotype,y\n", "holds no table: rows are needed"),
        (",,\n,,\n", "holds no table"),
        ("genotype,y\n01,1\n10,2,3\n11,3\n", "has 3 fields in line 3, but 2 in most lines"),
        ("genotype,y\n01,1\n\n10\n11,3\n00,1\n", "has 1 fields in line 4, but 2 in most lines"),
        ("g,y,a,b\n01,1,7\n10,2,8\n11,3,9\n", "4 fields in line 1, .* 3 in line"),
        ("0110,1.5\n0111,2.5\n1110,3\n", r"has no header: line 1 holds values \(0110, 1.5\)"),
        ("a,a,y\n0,1,2\n1,1,3\n", "column 'a' more than once"),
        ('genotype,y\n01,1\n"10,2\n11,3\n', "quotation mark in line 3 .* not closed"),
        (b"\x00\x01\x02\x03\xff", "not a text table|cannot be read"),
        (b"%PDF-1.4 ...", "is a PDF document"),
        (b"<!DOCTYPE html><html>", "is a web page"),
        (b"\x1f\x8bnothing", "is damaged and cannot be unpacked"),
        ("genotype\n01\n10\n", "no column of measured values beside the genotypes"),
    ],
)
def test_what_is_no_table(write, content, message):
    with pytest.raises(ValueError, match=message):
        load_landscape(write(content))


def test_paths_that_are_none(tmp_path):
    with pytest.raises(FileNotFoundError, match=r"There is no file .*absent\.csv\."):
        load_landscape(tmp_path / "absent.csv")
    with pytest.raises(OSError, match="is a folder: name the file in it"):
        load_landscape(tmp_path)
    with pytest.raises(ValueError, match=r"pass io\.StringIO\(text\)"):
        load_landscape(CSV)
    with pytest.raises(OSError, match="cannot be read"):
        load_landscape("a" * 5000)
    if os.path.exists("/dev/zero"):
        with pytest.raises(ValueError, match="/dev/zero is a device"):
            load_landscape("/dev/zero")
    for source in (3, None, [["0", 1]], np.zeros((3, 2))):
        with pytest.raises(TypeError, match="must be a path, an open file or a DataFrame"):
            load_landscape(source)


def test_a_very_long_cell(write):
    text = f'genotype,note,y\n01,{"x" * 10**6},1\n10,"a ""b"", {"z" * 10**6}",2\n11,,3\n'
    landscape = load_landscape(write(text))
    assert landscape.codes.tolist() == [[0, 1], [1, 0], [1, 1]]
    with pytest.raises(ValueError, match=r"line 2 has 1000000 \('1111") as caught:
        load_landscape(write(f"genotype,y\n{'1' * 10**6},1\n01,2\n10,3\n"))
    assert len(str(caught.value)) < 600


@pytest.mark.parametrize(
    "first",
    [
        "1,1,0,x y,A1,0.25",
        "1,0,1,,low,n.d.",
        "0,1,0,<,<0.1,<0.4",
        "1,1,1,a.u.,a.u.,5",
    ],
)
def test_the_first_row_is_no_line_of_units(write, first):
    # The note holds numbers in most rows, but not in the first.
    rows = ["1,1,0,x y,7,0.5", "0,1,0,wt,NaN,1.5", "1,0,0,TRUE,'01,1.25", "0,0,1,high,3,-0.5"]
    path = write("\n".join(["A,B,C,memo,remark,fitness", first, *rows]) + "\n")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        landscape = load_landscape(path, sites=["A", "B", "C"])
    assert "units" not in landscape.describe()
    assert len(landscape.data) + len(landscape.unmeasured) == 5


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"ARROW1\0\0", r"is a Feather file \(pandas.read_feather\): open it with the program"),
        (b"\x80\x02}q\0.", "is a pickle: open it"),
        (b"RDX3\nX\n\0\0\0\3", "is a data file of R: open it"),
        (b"\0" * 257 + b"ustar\0" + b"\0" * 249, "is an archive"),
        (b">first\nACGT\n>second\nACGA\n", "FASTA file of sequences"),
    ],
)
def test_files_of_other_programs(write, content, message):
    with pytest.raises(ValueError, match=message):
        load_landscape(write(content))


@pytest.mark.parametrize(
    ("source", "kind", "message"),
    [
        ("https://example.org/table.csv", ValueError, "is a web address: download the file"),
        ("HTTPS://EXAMPLE.ORG/T.CSV", ValueError, "is a web address: download the file"),
        ("s3://bucket/table.csv", ValueError, "is a web address: download the file"),
        (
            [{"genotype": "00", "fitness": 1.0}],
            TypeError,
            "got list. Pass pandas.DataFrame",
        ),
        ({"genotype": ["00"], "fitness": [1.0]}, TypeError, "got dict. Pass pandas"),
        (
            np.zeros(2, dtype=[("A", int), ("y", float)]),
            TypeError,
            "Pass pandas.DataFrame",
        ),
        (np.zeros((4, 3)), TypeError, "columns="),
        (pd.Series([0.5, 1.5]), TypeError, "DataFrame that has the genotypes too"),
    ],
)
def test_objects_that_are_no_table(source, kind, message):
    with pytest.raises(kind, match=message):
        load_landscape(source)


def test_values_in_lists_of_one(write):
    rows = [
        {"primary": "AAA", "log_fluorescence": [1.5]},
        {"primary": "ACA", "log_fluorescence": [3]},
    ]
    landscape = load_landscape(write(json.dumps([*rows, {**rows[0], "primary": "AAC"}]), "t.json"))
    assert landscape.target.tolist() == [1.5, 3, 1.5]


def test_columns_of_two_levels_with_the_name_of_the_rows(write):
    columns = pd.MultiIndex.from_product([["A"], ["SE", "score"]], names=["condition", "value"])
    index = pd.Index(["p.Ala1Val", "p.Ala1Gly", "p.Lys2Arg"], name="hgvs")
    values = [[0.25, 1.5], [0.5, -2.0], [0.5, 0.75]]
    frame = pd.DataFrame(values, index=index, columns=columns)
    landscape = load_landscape(write(frame.to_csv(sep="\t")))
    assert landscape.target.tolist() == [1.5, -2.0, 0.75]
    assert landscape.standard_error.tolist() == [0.25, 0.5, 0.5]
    assert landscape.genotypes.columns.tolist() == ["hgvs"]


def test_notes_below_a_table(tmp_path):
    rows = [["genotype", "fitness", "SEM"]]
    rows += [[f"{i:02b}", i + 0.5, 0.1] for i in range(4)]
    rows += [[None] * 3, ["SEM: standard error of the mean", None, None], ["n = 3", None, None]]
    path = tmp_path / "notes.xlsx"
    pd.DataFrame(rows).to_excel(path, index=False, header=False)
    landscape = load_landscape(path)
    assert landscape.target.tolist() == [0.5, 1.5, 2.5, 3.5]
    assert "notes below the table skipped: SEM: standard error" in landscape.describe()
    assert landscape.standard_error.tolist() == [0.1] * 4


def test_genotypes_without_values_are_no_notes():
    frame = pd.DataFrame(
        {"mutant": ["A1V", "A1V K2R", "K2R", "A1V K2G"], "y": [0.5, 1, 2.5, None]}
    )
    with pytest.warns(UserWarning, match="1 of 4 genotypes have no measured"):
        assert load_landscape(frame).n_missing == 1
