"""Takes the walk of CONTRIBUTING.md: the lever on that page compiles, is listed, checked and run."""
import json
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

source, build = Path(sys.argv[1]), Path(sys.argv[2])
page = (source / "CONTRIBUTING.md").read_text(encoding="utf-8")
code, row = re.findall(r"```cpp\n(.*?)```", page, re.S)
scenario = re.search(r"```yaml\n(.*?)```", page, re.S).group(1)

with tempfile.TemporaryDirectory() as scratch:
    work = Path(scratch)
    policy = work / "sim" / "policy"
    policy.mkdir(parents=True)
    (policy / "toy_grant.cpp").write_text(code, encoding="utf-8")
    table = (source / "sim/policy/levers.cpp").read_text(encoding="utf-8")
    (policy / "levers.cpp").write_text(table.replace("kLevers[] = {\n", "kLevers[] = {\n" + row, 1), encoding="utf-8")
    declarations = (source / "sim/policy/levers.hpp").read_text(encoding="utf-8")
    declared = declarations.replace("make_placebo();\n", "make_placebo();\nstd::unique_ptr<Lever> make_toy_grant();\n", 1)
    (policy / "levers.hpp").write_text(declared, encoding="utf-8")

    # the compile command of the table's own file, with the changed header first
    commands = json.loads((build / "compile_commands.json").read_text(encoding="utf-8"))
    command = next(c for c in commands if c["file"].endswith("sim/policy/levers.cpp"))["command"]
    objects = []
    for name in ("toy_grant", "levers"):
        made = work / f"{name}.o"
        parts = shlex.split(command)
        parts = parts[parts.index(next(p for p in parts if p.endswith("c++") or p.endswith("g++"))):]
        parts = parts[: parts.index("-o")] + ["-o", str(made), "-c", str(policy / f"{name}.cpp")]
        subprocess.run([parts[0], f"-I{work}"] + parts[1:], check=True, cwd=build)
        objects.append(str(made))
    # the program's link command with the two objects in place of the library's own
    library = work / "liblingnan.a"
    shutil.copy(build / "liblingnan.a", library)
    subprocess.run(["ar", "d", str(library), "levers.cpp.o"], check=True)
    link = subprocess.run(["ninja", "-t", "commands", "lingnan"], cwd=build, capture_output=True, text=True, check=True)
    parts = link.stdout.strip().splitlines()[-1].split("&&")[1]
    parts = shlex.split(parts)
    program = work / "lingnan"
    parts[parts.index("-o") + 1] = str(program)
    at = next(k for k, part in enumerate(parts) if part.endswith("liblingnan.a"))
    parts[at : at + 1] = objects + [str(library)]
    subprocess.run(parts, check=True, cwd=build)

    listed = subprocess.run([program, "describe", "levers"], capture_output=True, text=True, check=True).stdout
    assert "toy_grant" in listed, listed
    example = work / "toy_grant.yaml"
    example.write_text(scenario.replace("../guangdong.yaml", str(source / "scenarios/guangdong.yaml")), encoding="utf-8")
    subprocess.run([program, "check", example], check=True)
    out = work / "out"
    subprocess.run([program, "run", example, "--firms", "8000", "--until", "2024-02", "-o", out, "--quiet"], check=True)
    rows = (out / "levers.csv").read_text().splitlines()
    assert any(",toy_grant," in r and float(r.split(",")[2]) > 0 for r in rows[1:]), rows
print("the walk works")
