"""What the operations on attachments do, in both languages (材料)."""

from api.explained import AN_ID, Guide
from domain.text import Text

A_PDF = "JVBERi0xLjcKMSAwIG9iago8PD4+CmVuZG9iagp0cmFpbGVyCjw8Pj4KJSVFT0YK"

WHICH = {"ground": "person", "other_id": AN_ID, "reason": "示例：一人先后由两家企业申报"}

OF_ATTACHMENTS: dict[str, Guide] = {
    "UploadAttachment": Guide(
        Text("上传材料", "Upload an attachment"),
        Text(
            "为申报上传一份材料（表单中的文件，或JSON中的base64）；类型以内容为准，同名不论。"
            "写明replaced_attachment_id的，替换原材料。",
            "Hand a file in for a case, in a form or in JSON as base64; its type is that of its content. With "
            "`replaced_attachment_id` it takes the place of another.",
        ),
        {
            "card_application_id": AN_ID,
            "kind": "identity_document",
            "trust_level": "c",
            "file_name": "example.pdf",
            "content_base64": A_PDF,
        },
    ),
    "CheckAttachment": Guide(
        Text("核对原件", "Compare with the original"),
        Text(
            "办理机关将复印件与原件核对一致，可信等级升为B；须由上传者以外的人办理。",
            "An office has compared the copy with the original, which makes it level B; not whoever uploaded it.",
        ),
        {},
    ),
    "StrikeOutAttachment": Guide(
        Text("作废材料", "Strike an attachment out"),
        Text(
            "材料不再作为依据，须说明理由；文件仍保存。",
            "It counts no longer, with a reason; the file is kept.",
        ),
        {"reason": "示例：误传他人材料"},
    ),
    "DismissDuplicate": Guide(
        Text("认定不重复", "Find that two cases are no duplicates"),
        Text(
            "对同一人或同一份材料的另一申报，认定不构成重复，须说明理由。",
            "About another case of the same person or with the same file: they are no duplicates, with the reason.",
        ),
        WHICH,
    ),
    "UpholdDuplicate": Guide(
        Text("认定重复", "Find that a case is a duplicate"),
        Text(
            "认定本申报与另一申报重复，本申报不予推荐，须说明理由。",
            "The case is a duplicate of the other and is not recommended, with the reason.",
        ),
        WHICH,
    ),
    "attachment": Guide(
        Text("一份材料", "One attachment"),
        Text(
            "材料的登记内容，文件名不显示，及您现在可办的事项。",
            "What is on record of an attachment, its name hidden, and what you may do now.",
        ),
    ),
    "attachment_events": Guide(
        Text("材料的历史", "The history of an attachment"),
        Text("一份材料的全部事件。", "Every event of an attachment."),
    ),
    "attachment_content": Guide(
        Text("材料内容", "The content of an attachment"),
        Text(
            "材料文件原样（不脱敏）；须写明目的purpose，查阅先记入查阅记录。",
            "The file as it was handed in, without masks; its `purpose` has to be stated, and stands on the access log "
            "before anything is shown.",
        ),
    ),
}
