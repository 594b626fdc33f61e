#!/usr/bin/env bash
# Make again every output that the benchmark pages show (but defaults.csv: see defaults.py).
set -euo pipefail
cd "$(dirname "$0")"
landscapes=../../../shared/landscapes
sk-epinet compare --plot toy.png >toy.txt
for n in 60 200; do
    sk-epinet compare "$landscapes/Poelwijk2019.csv" --n-train "$n" --repeats 5 \
        --plot "poelwijk2019_$n.png" >"poelwijk2019_$n.txt"
done
python recovery.py >recovery.txt
python defaults.py --summary >defaults.txt
