#!/usr/bin/env python3
"""The Python module against the program: the same bits, the same mistakes, other threads go on. Skipped (77) without pandas.

    PYTHONPATH=build/release/python module_test.py PROGRAM
"""
import json
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
import unittest

try:
    import pandas  # noqa: F401
except ImportError as error:
    print(f"skipped: {error.name} is missing")
    sys.exit(77)
import lingnan

PROGRAM = sys.argv.pop(1)
TOY = os.path.abspath(os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "worlds", "toy.yaml"))
SHORT = {"time.end": "2023-12"}


class Module(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)

    def path(self, name):
        return os.path.join(self.folder.name, name)

    def alternative(self):
        with open(self.path("shock.yaml"), "w", encoding="utf-8") as file:
            file.write(f"extends: {TOY}\nname: shock\nshocks:\n  - {{kind: capacity, loss: 0.3, start: 2023-02, months: 2}}\n")
        return self.path("shock.yaml")

    def test_a_run_has_the_bits_of_the_program(self):
        subprocess.run([PROGRAM, "run", TOY, "--until", "2023-12", "--seed", "7", "-o", self.path("out"), "--quiet"], check=True)
        run = lingnan.run(lingnan.read(TOY, SHORT), seed=7, threads=3)
        theirs = lingnan.results(self.path("out"))
        self.assertEqual(run.state_hash, theirs.state_hash)
        self.assertTrue(run["province"].equals(theirs["province"]))
        self.assertEqual(run["cities"].code.iloc[0], theirs["cities"].code.iloc[0])
        self.assertIsInstance(run["city"].city.iloc[0], str)
        with self.assertRaises(KeyError):
            run["nothing"]

    def test_a_scenario_tells_its_values(self):
        scenario = lingnan.read(TOY, SHORT)
        self.assertEqual(scenario.name, "toy")
        self.assertEqual(scenario.effective["time"]["end"], "2023-12")
        self.assertIn("parameters", scenario.effective)

    def test_mistakes_are_those_of_the_program_all_at_once(self):
        wrong = {"time.end": "never", "economy.firm": 3}
        with self.assertRaises(lingnan.BadRequest) as caught:
            lingnan.read(TOY, wrong)
        said = subprocess.run([PROGRAM, "check", TOY, *(part for k, v in wrong.items() for part in ("--set", f"{k}={v}"))],
                              capture_output=True, text=True, check=False)
        self.assertEqual(said.returncode, 2)
        self.assertEqual(sorted(caught.exception.problems), sorted(said.stderr.strip().split("\n")))
        self.assertIsInstance(caught.exception, ValueError)
        with self.assertRaises((lingnan.BadRequest, lingnan.MachineFailure)):
            lingnan.read(self.path("missing.yaml"))
        with self.assertRaises(lingnan.BadRequest):
            lingnan.results(self.folder.name)

    def test_progress_is_told_and_may_end_the_run(self):
        told = []
        lingnan.run(lingnan.read(TOY, SHORT), progress=lambda *month: told.append(month))
        self.assertEqual(told[0], (1, 12, "2023-01"))
        self.assertEqual(told[-1], (12, 12, "2023-12"))

        def enough(done, total, month):
            raise StopIteration(month)

        with self.assertRaises(StopIteration):
            lingnan.run(lingnan.read(TOY, SHORT), output=self.path("out"), progress=enough)
        self.assertFalse(os.path.exists(self.path("out")))
        with self.assertRaises(StopIteration):
            lingnan.compare(lingnan.read(TOY, SHORT), lingnan.read(self.alternative(), SHORT), replicates=2, progress=enough)

    def test_a_comparison_has_the_numbers_of_the_program(self):
        other = self.alternative()
        subprocess.run([PROGRAM, "compare", TOY, other, "--until", "2023-12", "--replicates", "3", "-o", self.path("out"), "--quiet"], check=True)
        ours = lingnan.compare(lingnan.read(TOY, SHORT), lingnan.read(other, SHORT), replicates=3)
        theirs = lingnan.results(self.path("out"))
        for table in ("comparison", "comparison_places", "paths", "costs"):
            self.assertTrue(ours[table].equals(theirs[table]), table)
        self.assertIn("shock", ours.summary)
        self.assertEqual(json.loads(json.dumps(ours.manifest["replicates"])), 3)

    def test_other_threads_of_python_go_on_during_a_run(self):
        counted, stop = [0], threading.Event()

        def count():
            while not stop.is_set():
                counted[0] += 1
                time.sleep(0.0005)

        counter = threading.Thread(target=count, daemon=True)
        counter.start()
        before, during = counted[0], []
        try:
            lingnan.run(TOY, threads=1, progress=lambda *_: during.append(counted[0]))
        finally:
            stop.set()
            counter.join()
        self.assertGreater(during[-1], before)

    def test_an_interrupt_ends_the_run_and_is_heard_of(self):
        def interrupt(done, total, month):
            os.kill(os.getpid(), signal.SIGINT)

        with self.assertRaises(KeyboardInterrupt):
            lingnan.run(lingnan.read(TOY, SHORT), progress=lambda done, *_: interrupt(done, 0, "") if done == 3 else None)
        with self.assertRaises(KeyboardInterrupt):
            once = threading.Event()
            lingnan.compare(TOY, self.alternative(), replicates=2,
                            progress=lambda *month: (once.is_set() or (once.set(), interrupt(*month))) and None)

    def test_what_stands_there_is_not_replaced_unasked(self):
        scenario = lingnan.read(TOY, SHORT)
        first = lingnan.run(scenario, output=self.path("out"))
        with self.assertRaises(lingnan.BadRequest):
            lingnan.run(scenario, output=self.path("out"))
        again = lingnan.run(scenario, output=self.path("out"), force=True)
        self.assertEqual(first.state_hash, again.state_hash)


if __name__ == "__main__":
    unittest.main()
