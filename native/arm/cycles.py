#!/usr/bin/env python3
"""Cycles and instructions of the NEON kernels, on paper: tables for docs/arm.md.

Every kernel is run once under qemu-aarch64, where a plugin counts how often each of its instructions is executed; each
of its innermost loops then goes to llvm-mca, which says what an iteration takes on a core, its data in the first-level
cache. What is not in a loop is charged at the rate of the loops.

    native/arm/cycles.py --update docs/arm.md

Needs a cross compiler (gcc-aarch64-linux-gnu), a static C library for it (libc6-dev-arm64-cross), a compiler for the
host, qemu-aarch64 with plugins (Debian bookworm's qemu-user; later ones are built without) and llvm-mca of LLVM 19 or
later (llvm-19). It downloads nothing.

SPDX-License-Identifier: Apache-2.0
"""
import argparse
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
SOURCES = ROOT / "native" / "src"
FAMILIES = ("portable", "neon", "neon_fp16", "neon_fhm")
CORES = {
    "neoverse-n1": "Neoverse N1, which stands for the Cortex-A76 of a Raspberry Pi 5 and the A78 of an Orin",
    "cortex-a55": "Cortex-A55, the little core of an RK3588",
    "neoverse-v1": "Neoverse V1, a core with FMLAL",
}
BEGIN, END = "<!-- begin: native/arm/cycles.py -->", "<!-- end -->"

# What a table has for columns: storage type of J or L, type of the operands, family.
COLUMNS = {
    "fp64": ("f64", "f64", "neon"),
    "fp32": ("f32", "f32", "neon"),
    "bf16": ("bf16", "f32", "neon"),
    "fp16": ("f16", "f32", "neon"),
    "B16": ("b16", "f32", "neon"),
    "fp16, computed": ("f16", "f16", "neon_fp16"),
    "with FMLAL": ("f16", "f16", "neon_fhm"),
}
SHAPES = ("6 6 6", "6 6", "3 3 3", "3 3", "3 6 3", "3 6", "2 6 3", "2 6", "2 3", "2 9 3", "2 9", "9 9 9")
TYPES = ("f64", "f32", "f16", "bf16")
NAMES = {"f64": "fp64", "f32": "fp32", "f16": "fp16", "bf16": "bf16"}


def run(*command, **options):
    result = subprocess.run([str(c) for c in command], capture_output=True, text=True, check=False, **options)
    if result.returncode != 0:
        sys.exit(f"{' '.join(map(str, command))}:\n{result.stderr[-2000:]}")
    return result.stdout


class Program:
    """The library's kernels, linked with run_kernel.c; its code, by the source file that it comes from."""

    def __init__(self, tools, folder):
        self.tools, self.folder = tools, folder
        self.plugin = folder / "count.so"
        run(tools.host_cc, "-shared", "-fPIC", "-O2", "-o", self.plugin, ROOT / "native/arm/count_executions.c")
        self.path = self.build()
        self.functions = self.read_functions()
        self.mca = {}

    def build(self):
        cmake = (ROOT / "CMakeLists.txt").read_text()
        flags = {name: value.split() for name, value in re.findall(r"set\(flags_(\w+) ([^)]*)\)", cmake)}
        # CHOLMOD is not there, and nothing here needs it.
        sources = [(s, []) for s in sorted(SOURCES.glob("*.c")) if "cholmod" not in s.read_text()]
        kernels = re.findall(r"^MEZZO_KERNEL\((\w+), (\w+), (\w+)\)", (SOURCES / "kernels/kernels.inc").read_text(), re.M)
        for operation, stored, family in kernels:
            if family in FAMILIES:
                source = SOURCES / f"kernels/{operation}_{stored}__{family}.c"
                sources.append((source, flags.get(family, [])))
        sources.append((ROOT / "native/arm/run_kernel.c", []))
        objects = []
        for source, extra in sources:
            target = self.folder / (source.stem + ".o")
            run(self.tools.cc, "-std=c11", "-D_DEFAULT_SOURCE", "-O3", "-DNDEBUG", "-fno-math-errno", "-ffp-contract=off",
                *extra, '-DMEZZO_VERSION=""', "-DMEZZO_CHOLMOD_GPL=0", "-DMEZZO_CHOLMOD_PARTITION=0",
                "-I", ROOT / "native/include", "-I", SOURCES, "-c", source, "-o", target)
            objects.append(target)
        program = self.folder / "run_kernel"
        run(self.tools.cc, "-static", "-o", program, *objects, "-lm", "-lpthread")
        return program

    def read_functions(self):
        """[(instruction, ...)] of the functions of kernels, an instruction being its address and text."""
        wanted, source = set(), ""
        for line in run(self.tools.readelf, "-sW", self.path).splitlines():
            field = line.split()
            if len(field) == 8 and field[3] == "FILE":
                source = field[7]
            elif len(field) == 8 and field[3] == "FUNC" and "__neon" in source:
                wanted.add(int(field[1], 16))
        functions, current = [], None
        for line in run(self.tools.objdump, "-d", "--no-show-raw-insn", self.path).splitlines():
            header = re.match(r"^([0-9a-f]+) <", line)
            instruction = re.match(r"^\s*([0-9a-f]+):\s+(.*)$", line)
            if header:
                current = [] if int(header[1], 16) in wanted else None
                if current is not None:
                    functions.append(current)
            elif instruction and current is not None:
                current.append((int(instruction[1], 16), instruction[2].split("//")[0].strip()))
        return functions

    def measure(self, family, *arguments):
        """Cycles on each core, and instructions, per block or element."""
        counts_file = self.folder / "counts"
        emulated = [self.tools.qemu, "-cpu", "max", "-plugin", f"{self.plugin},out={counts_file}"]
        blocks = int(run(*emulated, self.path, family, *arguments))
        counts = {int(a, 16): int(n) for a, n in (line.split() for line in counts_file.read_text().splitlines())}
        executed, in_loops, cycles = 0, 0, dict.fromkeys(CORES, 0.0)
        for function in self.functions:
            executed += sum(counts.get(address, 0) for address, _ in function)
            for iterations, body in innermost_loops(function, counts):
                in_loops += iterations * len(body)
                for core in CORES:
                    cycles[core] += iterations * self.cycles_of(core, body)
        if in_loops == 0:
            sys.exit(f"no loop in {family} {' '.join(arguments)}")
        return {core: c * executed / in_loops / blocks for core, c in cycles.items()}, executed / blocks

    def cycles_of(self, core, body):
        """Of an iteration in steady state: two lengths, so that beginning and end cancel out."""
        if (core, body) not in self.mca:
            total = []
            for iterations in (100, 300):
                text = run(self.tools.mca, "-mtriple=aarch64-linux-gnu", f"-mcpu={core}", "-mattr=+fullfp16,+fp16fml,+bf16",
                           f"-iterations={iterations}", "-", input="loop:\n" + "\n".join(body) + "\n")
                total.append(int(re.search(r"^Total Cycles:\s+(\d+)", text, re.M)[1]))
            self.mca[core, body] = (total[1] - total[0]) / 200
        return self.mca[core, body]


def innermost_loops(function, counts):
    """(iterations, instructions) of the loops of a function that have been executed. A loop goes from the target of a
    backward branch to the branch; of code that it jumps over, only what most iterations execute counts."""
    loops = []
    begin = function[0][0] if function else 0
    for address, text in function:
        branch = re.match(r"^(?:b|b\.\w+|cbn?z|tbn?z)\s.*?([0-9a-f]+) <", text)
        if branch and begin <= int(branch[1], 16) < address and counts.get(address, 0) > 0:
            loops.append((int(branch[1], 16), address))
    for start, end in loops:
        if any(start <= s and e <= end and (s, e) != (start, end) for s, e in loops):
            continue
        iterations = counts[end]
        body = tuple(re.sub(r"[0-9a-f]+ <[^>]*>", "loop", text) for address, text in function
                     if start <= address <= end and 2 * counts.get(address, 0) >= iterations
                     and not re.match(r"^(bl|blr|ret|nop)\b", text))
        yield iterations, body


def table(head, rows):
    widths = [max(len(row[c]) for row in [head, *rows]) for c in range(len(head))]
    lines = [head, [("-" * (w - 1) + ":") if c else "-" * w for c, w in enumerate(widths)], *rows]
    return "\n".join("| " + " | ".join(cell.ljust(w) if c == 0 else cell.rjust(w)
                                       for c, (cell, w) in enumerate(zip(row, widths))) + " |" for row in lines)


def shape_name(shape):
    rows, *dims = shape.split()
    return f"{rows} x ({' '.join(dims)})"


def measure_blocks(program):
    """{row: {column: (cycles by core, instructions)}} of products and solves; None for the sum of the two before."""
    rows = {}
    for shape in SHAPES:
        for operation, name in (("times", "J p"), ("transpose_times", "J^T w")):
            rows[f"{name}, {shape_name(shape)}"] = {
                column: program.measure(family, operation, stored, operand, *shape.split())
                for column, (stored, operand, family) in COLUMNS.items() if stored != "b16"}
        rows[f"both, {shape_name(shape)}"] = None
    for dim in "63":
        for operation in ("forward", "backward"):
            rows[f"{operation}, {dim} x {dim}"] = {
                column: program.measure(family, operation, stored, operand, dim)
                for column, (stored, operand, family) in COLUMNS.items()}
        rows[f"both, {dim} x {dim}"] = None
    names = list(rows)
    for i, name in enumerate(names):
        if rows[name] is None:
            first, second = rows[names[i - 2]], rows[names[i - 1]]
            rows[name] = {column: ({core: first[column][0][core] + second[column][0][core] for core in CORES},
                                   first[column][1] + second[column][1]) for column in first}
    return rows


def block_tables(rows):
    parts = []
    for core in [*CORES, None]:
        half = "with FMLAL" if core == "neoverse-v1" else "fp16, computed"
        columns = [c for c in COLUMNS if core in (None, "neoverse-v1") or c != "with FMLAL"]

        def figure(cell, core=core):
            return cell[0][core] if core else cell[1]

        lines = []
        for name, cells in rows.items():
            shown = [f"{figure(cells[c]):.1f}" if c in cells else "" for c in columns]
            lines.append([name, *shown, f"{figure(cells[half]) / figure(cells['fp32']):.2f}"])
        parts.append(f"### {'Cycles: ' + CORES[core] if core else 'Instructions'}\n\n"
                     + table(["per factor or block", *columns, "computed : fp32"], lines))
    return parts


# Scalars that a pass over a matrix reads, of a factor packed as shape.h says or of a block of L, and passes. A Raspberry
# Pi 5, as docs/arm.md assumes it: bytes per cycle of 2.4 GHz.
PASSES = {"6 x (6 6)": ("both, 6 x (6 6)", 72, 2), "2 x (6 3)": ("both, 2 x (6 3)", 18, 2),
          "solve, 6 x 6": ("both, 6 x 6", 36, 2), "solve, 3 x 3": ("both, 3 x 3", 9, 2)}
BYTES_PER_CYCLE = {"first level": None, "second level": 16, "memory": 10e9 / 2.4e9}


def roofline(rows):
    """What is longer on a Pi 5, computing or fetching the matrix, from each level of its memory."""
    head = ["cycles, both products or solves", "matrix in the", "fp32", "fp16", "B16", "fp16, computed", "computed : fp32"]
    lines = []
    for name, (row, scalars, passes) in PASSES.items():
        for level, rate in BYTES_PER_CYCLE.items():
            figures = {}
            for column, size in (("fp32", 4), ("fp16", 2), ("B16", 2), ("fp16, computed", 2)):
                if column in rows[row]:
                    fetched = scalars * passes * size / rate if rate else 0
                    figures[column] = max(rows[row][column][0]["neoverse-n1"], fetched)
            lines.append([name, level, *(f"{figures[c]:.1f}" if c in figures else "" for c in head[2:6]),
                          f"{figures['fp16, computed'] / figures['fp32']:.2f}"])
    return "### Raspberry Pi 5: roofline\n\n" + table(head, lines)


def element_tables(program):
    head = ["per element", *(f"cycles, {core}" for core in CORES), "instructions"]
    conversions, vectors = [], []
    for source in TYPES:
        for target in TYPES:
            cycles, instructions = program.measure("neon", "convert", source, target)
            conversions.append([f"{NAMES[source]} to {NAMES[target]}", *(f"{cycles[c]:.2f}" for c in CORES),
                                f"{instructions:.2f}"])
    for operation in ("dot", "axpy", "xpby", "cg_step", "max_abs"):
        for stored in ("f64", "f32"):
            cycles, instructions = program.measure("neon", operation, stored)
            vectors.append([f"{operation}, {NAMES[stored]}", *(f"{cycles[c]:.2f}" for c in CORES),
                            f"{instructions:.2f}"])
    return ["### Conversion\n\n" + table(head, conversions), "### Vectors\n\n" + table(head, vectors)]


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--cc", default="aarch64-linux-gnu-gcc", help="cross compiler")
    parser.add_argument("--host-cc", default="cc", help="compiler for the plugin")
    parser.add_argument("--mca", default=shutil.which("llvm-mca-19") or "llvm-mca", help="llvm-mca, LLVM 19 or later")
    parser.add_argument("--qemu", default="qemu-aarch64", help="qemu-aarch64 with plugins")
    parser.add_argument("--update", metavar="FILE", type=pathlib.Path, help="replace the tables in this page")
    tools = parser.parse_args()
    prefix = tools.cc.removesuffix("gcc").removesuffix("clang")
    tools.readelf, tools.objdump = prefix + "readelf", prefix + "objdump"
    with tempfile.TemporaryDirectory() as folder:
        program = Program(tools, pathlib.Path(folder))
        rows = measure_blocks(program)
        parts = [roofline(rows), *block_tables(rows), *element_tables(program)]
    versions = [run(tools.cc, "--version").splitlines()[0],
                re.search(r"LLVM version \S+", run(tools.mca, "--version"))[0],
                run(tools.qemu, "--version").splitlines()[0]]
    text = "\n\n".join([BEGIN, f"Made with {', '.join(versions)}.", *parts, END])
    if tools.update is None:
        print(text)
        return
    page = tools.update.read_text()
    before, _, rest = page.partition(BEGIN)
    _, found, after = rest.partition(END)
    if not found:
        sys.exit(f"{tools.update} has no place for the tables: {BEGIN} .. {END}")
    tools.update.write_text(before + text + after)


if __name__ == "__main__":
    main()
