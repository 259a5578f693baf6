# Makes a virtual environment: sh requirements/venv.sh PYTHON FOLDER
# Debian keeps what venv needs in a package of its own; it is fetched where this user may.
set -eu
python=$1 folder=$2
"$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || {
  echo "Python 3.11 or newer is needed: make PYTHON=/path/to/python3.11 …" >&2
  exit 2
}
make_one() { rm -rf "$folder" && "$python" -m venv "$folder" >/dev/null 2>&1; }
make_one && exit 0
if [ "$(id -u)" = 0 ]; then sudo=; else sudo="sudo -n"; fi
$sudo apt-get update -qq >/dev/null 2>&1 || true
$sudo apt-get install -y -qq python3-venv >/dev/null 2>&1 || true
make_one && exit 0
rm -rf "$folder"
"$python" -m virtualenv --quiet "$folder" 2>/dev/null && exit 0
echo "Python cannot make a virtual environment here: apt-get install python3-venv, then try again." >&2
exit 2
