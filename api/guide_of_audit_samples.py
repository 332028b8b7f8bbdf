"""What the operations on audit samples do, in both languages (审计抽样)."""

from api.explained import Guide
from domain.text import Text

OF_AUDIT_SAMPLES: dict[str, Guide] = {
    "DrawAuditSample": Guide(
        Text("审计抽样", "Draw an audit sample"),
        Text(
            "从一个城市符合条件的申报事项中随机抽取若干件。种子、总体及其所在日志位置、总体的SHA-256一并记录，任何人可以重抽。"
            "不填seed的，由系统生成；每次抽样均编号入册，不因重抽而消失。",
            "Draws cases of a city by lot. The seed, the population with its position in the log and its SHA-256 are on record, "
            "so that anybody draws the same again. Without `seed` the service throws one. Every drawing has a number, and none goes away.",
        ),
        {
            "sampled": {"city": "370300", "card_type": "huicai", "outcome": "approved", "quarter": "2026Q3"},
            "wanted": 5,
        },
    ),
    "audit_samples": Guide(
        Text("各次抽样", "The audit samples"),
        Text("一个城市的各次抽样，按抽取次序。", "Every sample of a city, in the order of drawing."),
    ),
    "audit_sample": Guide(
        Text("一次抽样", "One audit sample"),
        Text(
            "抽样条件、种子、总体的数目和SHA-256，以及抽中的事项。",
            "What it was drawn from, with which seed, out of how many cases, and what was drawn.",
        ),
    ),
    "audit_sample_population": Guide(
        Text("抽样总体", "The population of a sample"),
        Text(
            "总体中各事项的编号，每行一个；其SHA-256与抽样记录相符，算法见docs/format/audit-sample-1.md。",
            "The ids of all cases that were drawn from, a line each, with the SHA-256 that the sample states; docs/format/audit-sample-1.md "
            "says how to draw.",
        ),
    ),
}
