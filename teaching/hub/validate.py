"""The two configurations against the schemas of those who read them: python -m teaching.hub.validate Z2JH TLJH.

Z2JH and TLJH are checkouts of jupyterhub/zero-to-jupyterhub-k8s and jupyterhub/the-littlest-jupyterhub.
Prints each fault with its place; ends with 1 if there is one.
"""

import runpy
import sys
from pathlib import Path

import yaml
from jsonschema import Draft7Validator

HERE = Path(__file__).parent


def faults_for_kubernetes(checkout):
    """In kubernetes.yaml, over the chart's own values and with the file that helm reads in."""
    chart = checkout / "jupyterhub"
    values = yaml.safe_load((HERE / "kubernetes.yaml").read_text())
    values["singleuser"]["extraFiles"]["course"]["stringData"] = (HERE / "jupyter_server_config.py").read_text()
    whole = _merged(yaml.safe_load((chart / "values.yaml").read_text()), values)
    return _faults(whole, yaml.safe_load((chart / "values.schema.yaml").read_text()))


def faults_for_tljh(checkout):
    """In tljh.yaml; the schema leaves unknown names at the top alone, so these are looked at here."""
    values = yaml.safe_load((HERE / "tljh.yaml").read_text())
    schema = runpy.run_path(str(checkout / "tljh" / "config_schema.py"))["config_schema"]
    unknown = [f"{name}: unknown" for name in values if name not in schema["properties"]]
    return unknown + _faults(values, schema)


def _merged(below, above):
    both = {name: _merged(below[name], above[name]) for name in above if _is_mapping(below.get(name), above[name])}
    return below | above | both


def _is_mapping(*things):
    return all(isinstance(thing, dict) for thing in things)


def _faults(values, schema):
    errors = Draft7Validator(schema).iter_errors(values)
    return [f"{'.'.join(map(str, error.path))}: {error.message}" for error in errors]


def main():
    """Print what is wrong."""
    kubernetes, littlest = map(Path, sys.argv[1:])
    found = faults_for_kubernetes(kubernetes) + faults_for_tljh(littlest)
    print("\n".join(found) or "no fault found")
    sys.exit(bool(found))


if __name__ == "__main__":
    main()
