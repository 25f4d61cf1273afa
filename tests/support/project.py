"""A small project in a folder: its settings and one rule."""

from pathlib import Path

from tests.support.places import ROOT

RULES = """
categories:
  - name: 投诉
    severity: 严重
    role: 客户
    rules:
      - {id: complaint, name: 客户要投诉, keywords: [投诉]}
"""
PIPELINE = f"""
recordings: {{folders: [inbox], settle_s: 0}}
recogniser: {{model: "{ROOT}/models/demo", device: cpu, threads: 1}}
night: {{shard_calls: 2}}
"""


def write_project(folder: Path) -> Path:
    """Return a project without calls; returns its configuration file."""
    (folder / "config").mkdir()
    (folder / "config" / "keywords.yaml").write_text(RULES, encoding="utf-8")
    (folder / "config" / "hotwords.txt").write_text("# 无\n", encoding="utf-8")
    path = folder / "config" / "pipeline.yaml"
    path.write_text(PIPELINE, encoding="utf-8")
    return path
