"""What each operation does, in both languages: read at `/docs`."""

from api.explained import AN_ID, IDENTITY_CARD, LETTER, NOTICE, PASSPORT, YEAR, Guide
from api.guide_of_accounts import OF_ACCOUNTS
from api.guide_of_attachments import OF_ATTACHMENTS
from api.guide_of_audit import OF_AUDIT
from api.guide_of_audit_samples import OF_AUDIT_SAMPLES
from api.guide_of_books import OF_BOOKS
from api.guide_of_card_life import OF_CARD_LIFE
from api.guide_of_cards import OF_CARDS
from api.guide_of_case_workers import OF_CASE_WORKERS
from api.guide_of_cases import OF_CASES
from api.guide_of_deadlines import OF_DEADLINES
from api.guide_of_demands import OF_DEMANDS
from api.guide_of_dossiers import OF_DOSSIERS
from api.guide_of_grants import OF_GRANTS
from api.guide_of_jobs import OF_JOBS
from api.guide_of_ledgers import OF_LEDGERS
from api.guide_of_panels import OF_PANELS
from api.guide_of_papers import OF_PAPERS
from api.guide_of_personal_data import OF_PERSONAL_DATA
from api.guide_of_policies import OF_POLICIES
from api.guide_of_production import OF_PRODUCTION
from api.guide_of_quarters import OF_QUARTERS
from api.guide_of_reports import OF_REPORTS
from api.guide_of_transparency import OF_TRANSPARENCY
from domain.text import Text

GUIDE: dict[str, Guide] = {
    # -- quotas ----------------------------------------------------------------------------------------
    "OpenQuota": Guide(
        Text("开启年度配额", "Open a quota"),
        Text(
            "市人社局开启一个年度的配额，上限取自当日有效的政策。",
            "The city's HRSS opens the quota of a year, with the limits of the policy in force.",
        ),
        {"documents": [NOTICE]},
    ),
    "ReviseLimits": Guide(
        Text("调整上限", "Revise the limits"),
        Text(
            "市人社局调整全市和各部门上限，不得低于已占用数，须说明理由并附文件。",
            "The city's HRSS sets other limits, never below what is held, with a reason and the paper it stands on.",
        ),
        {
            "city_limit": 12,
            "department_limits": {"drc": 6, "miit": 6},
            "reason": "示例：上级追加配额",
            "documents": [NOTICE],
        },
    ),
    "FileMethod": Guide(
        Text("办法备案", "File the method"),
        Text(
            "市人社局登记配额分配办法已报省级备案的文件。",
            "The city's HRSS states the paper by which the method was filed with the province.",
        ),
        {"documents": [NOTICE]},
    ),
    "CloseQuota": Guide(
        Text("关闭配额", "Close a quota"),
        Text(
            "市人社局关闭一个年度的配额：不再推荐，已占用的名额不释放。",
            "The city's HRSS closes a quota: nobody is nominated any more, and nothing is released.",
        ),
        {"reason": "示例：年度结束"},
    ),
    "ReopenQuota": Guide(
        Text("重新开启配额", "Open a quota again"),
        Text(
            "年度配额关闭过早的，市人社局说明理由后重新开启，可继续推荐。",
            "Of a quota that was closed too early, with the reason: enterprises may be nominated again.",
        ),
        {"reason": "示例：关闭过早"},
    ),
    "NominateEnterprise": Guide(
        Text("部门荐企业", "Nominate an enterprise"),
        Text(
            "发改、工信部门推荐其名单上的企业，占用一个名额；须注明推荐函的文号和日期。",
            "The DRC or the MIIT office nominates an enterprise of its list, which takes a place; with number and date "
            "of the letter.",
        ),
        {"enterprise_id": AN_ID, "documents": [LETTER]},
    ),
    "WithdrawNomination": Guide(
        Text("撤回推荐", "Withdraw a nomination"),
        Text(
            "推荐部门撤回推荐，名额释放；须说明理由。",
            "The department that nominated takes it back, and the place is released; with a reason.",
        ),
        {"reason": "示例：企业已迁出"},
    ),
    "RequestTransfer": Guide(
        Text("申请调剂", "Request a transfer"),
        Text(
            "推荐部门申请将名额调剂给另一部门。",
            "The department that nominated asks another one to take the place over.",
        ),
        {"to_department": "miit"},
    ),
    "AcceptTransfer": Guide(
        Text("同意调剂", "Accept a transfer"),
        Text(
            "被申请的部门同意，名额计入该部门。",
            "The department that was asked agrees, and the place counts as its own.",
        ),
        {"documents": [NOTICE]},
    ),
    "DeclineTransfer": Guide(
        Text("不同意调剂", "Decline a transfer"),
        Text("被申请的部门不同意，须说明理由。", "The department that was asked does not agree; with a reason."),
        {"reason": "示例：本部门名额已满"},
    ),
    "ProposePerson": Guide(
        Text("企业荐人", "Propose a person"),
        Text(
            "企业以其名额推荐一名人才，每企业每年一人；部门录入纸质材料时填capacity=entering_for。",
            "The enterprise names a person for its place, one a year; an officer who enters the enterprise's paper "
            "states capacity=entering_for.",
        ),
        {"talent_id": AN_ID},
    ),
    "ReplacePerson": Guide(
        Text("更换人选", "Replace a person"),
        Text(
            "申报表提交前更换人选，须说明理由。",
            "The enterprise names another person before a form is handed in; with a reason.",
        ),
        {"talent_id": AN_ID, "reason": "示例：原人选已离职"},
    ),
    "quotas": Guide(
        Text("各年度配额", "The quotas"),
        Text("各配额的使用情况，新年度在前。", "The quotas with their figures, the newest year first."),
    ),
    "quota": Guide(
        Text("一个配额", "One quota"),
        Text(
            "一个配额的名额，以及您现在可办理的事项；as_of查询过去的情况。",
            "One quota with its places and what you may do now; `as_of` shows it as it was.",
        ),
    ),
    "quota_history": Guide(
        Text("配额的历史", "The history of a quota"),
        Text("何人何时因何依据办理了什么。", "Every event: who, when, why, under what clause."),
    ),
    "nomination": Guide(
        Text("一个名额", "One place"),
        Text("一个名额，以及您现在可办理的事项。", "One place of a quota, and what you may do now."),
    ),
    "places": Guide(
        Text("名额台账", "The places of a quota"),
        Text(
            "名额及其企业和人才，姓名以掩码显示。",
            "The places with the names of enterprises and persons, the latter masked.",
        ),
    ),
    "board": Guide(
        Text("下载名额台账", "The places as a workbook"),
        Text("配额台账的xlsx文件，供能查看全部的岗位下载。", "The ledger of a quota, for who sees the whole of it."),
    ),
    # -- enterprises -----------------------------------------------------------------------------------
    "RegisterEnterprise": Guide(
        Text("登记企业", "Register an enterprise"),
        Text(
            "人社、发改、工信部门登记一家企业；名单上的企业由导入登记。",
            "An officer of HRSS, DRC or MIIT takes an enterprise onto the books; those on lists come by import.",
        ),
        {
            "city": "370300",
            "area": "zhangdian",
            "name": "示例九〇一号有限公司",
            "uscc": "91370300PDY090019G",
        },
    ),
    "StateCreditCode": Guide(
        Text("补登信用代码", "State a credit code"),
        Text("为尚无信用代码的企业补登。", "States the code of an enterprise that has none on the books."),
        {"uscc": "91370300PDY090027B"},
    ),
    "RenameEnterprise": Guide(
        Text("企业更名", "Rename an enterprise"),
        Text("登记企业的新名称，原名称仍可查询。", "States the new name; the enterprise is found by former ones too."),
        {"name": "示例九〇一号集团有限公司", "documents": [NOTICE]},
    ),
    "RelocateEnterprise": Guide(
        Text("企业迁移", "Relocate an enterprise"),
        Text(
            "市级部门登记企业迁至本市另一区县（功能区）；区县以此后最近日期的登记或名单为准。",
            "The city's department states that the enterprise has moved to another area of the city; of this and the "
            "lists, the latest day holds.",
        ),
        {"area": "桓台县", "documents": [NOTICE]},
    ),
    "NamePrincipal": Guide(
        Text("登记主要负责人", "Name a principal"),
        Text(
            "登记企业的主要负责人，姓名和电话加密保存。",
            "States somebody who leads the enterprise; name and telephone number are sealed.",
        ),
        {"name": "示例戊", "role": "chairman", "title": "董事长", "phone": "15400000009", "party_managed": "not_managed"},
    ),
    "IdentifyPrincipal": Guide(
        Text("核实负责人身份", "Identify a principal"),
        Text(
            "名单没有负责人的证件；凭身份证件核实是何人，尚未登记的人同时登记。姓名与证件登记的不同时须说明理由。",
            "Lists name heads without a document. By an identity document it is found out who the head is; a person who is "
            "on no book yet is registered. If the document is registered under another name, say why it is the same person.",
        ),
        {"document": IDENTITY_CARD},
    ),
    "LetPrincipalGo": Guide(
        Text("负责人离任", "Let a principal go"),
        Text("登记主要负责人离任，须说明理由。", "States that a principal has left; with a reason."),
        {"reason": "示例：任期届满"},
    ),
    "AppointSpecialist": Guide(
        Text("任命服务专员", "Appoint a specialist"),
        Text(
            "企业任命单位服务专员，接替原专员；人社部门也可任命，其他部门录入纸质材料时填capacity=entering_for。",
            "The enterprise appoints who speaks for it, in place of who did before. HRSS may too; an officer of another "
            "department who enters the enterprise's paper states capacity=entering_for.",
        ),
        {"name": "示例庚", "phone": "15400000017", "account_id": "shili-geng"},
    ),
    "RelieveSpecialist": Guide(
        Text("解任服务专员", "Relieve a specialist"),
        Text(
            "登记单位服务专员解任且无人接替，须说明理由。",
            "States that the specialist serves no more and nobody follows; with a reason.",
        ),
        {"reason": "示例：岗位调整"},
    ),
    "MergeEnterprise": Guide(
        Text("企业合并", "Merge an enterprise"),
        Text(
            "市级部门将一家企业并入另一家：吸收合并（附依据文件）或重复登记；其信用代码、名称和名额随之转入。"
            "两家本年度均占有名额的，须先撤回一项。",
            "The city's department merges an enterprise into another: absorption (with the document that shows it), or "
            "recorded twice. Its credit code, names and place follow; while both have a place of one quota year, one has "
            "to be withdrawn first.",
        ),
        {"surviving_enterprise_id": AN_ID, "reason_code": "absorption", "documents": [NOTICE]},
    ),
    "enterprises": Guide(
        Text("企业库", "The register of enterprises"),
        Text("今日的企业库，按名称排序。", "The register in the order of names, as it stands today."),
    ),
    "enterprise": Guide(
        Text("一家企业", "One enterprise"),
        Text(
            "一家企业的名称、名单、主要负责人、服务专员，以及您现在可办理的事项。",
            "One enterprise with its names, lists, principals and specialists, and what you may do now.",
        ),
    ),
    "enterprise_history": Guide(
        Text("企业的历史", "The history of an enterprise"),
        Text("企业的全部事件。", "Every event of an enterprise."),
    ),
    # -- lists -----------------------------------------------------------------------------------------
    "ImportEnterpriseList": Guide(
        Text("导入名单", "Import an enterprise list"),
        Text(
            "部门导入其企业名单（xlsx、xls、ods、csv文件，或JSON）；dry_run=true只预检，不导入。有误则整表不导入；"
            "accept_clean_rows=true时只导入无误的行，其余各行及其错误在答复中列明。",
            "A department's list as a file (xlsx, xls, ods, csv) or as JSON; with `dry_run=true` it is only tried. It is "
            "taken in as a whole or not at all; with `accept_clean_rows=true` the rows in error are left out and named.",
        ),
        {
            "city": "370300",
            "list_type": "cluster_leader",
            "mode": "additions",
            "document_number": f"示例〔{YEAR}〕9号",
            "rows": [
                {
                    "row": 3,
                    "name": "示例九〇三号有限公司",
                    "uscc": "91370300PDY0900356",
                    "area": "张店区",
                    "principals": [{"name": "示例己", "role": "chairman", "party_managed": "not_managed"}],
                }
            ],
            "accept_clean_rows": True,
        },
    ),
    "enterprise_lists": Guide(
        Text("各名单", "The lists"),
        Text("各名单及其批次。", "Every list with its batches."),
    ),
    "enterprise_list": Guide(
        Text("一个名单", "One list"),
        Text("一个名单及其批次，新批次在前。", "One list with its batches, the newest first."),
    ),
    "list_batch": Guide(
        Text("名单的一个批次", "One batch of a list"),
        Text("一次导入的文件，以及每行的结果。", "One file that was taken in, with what each of its rows did."),
    ),
    # -- talents ---------------------------------------------------------------------------------------
    "RegisterTalent": Guide(
        Text("登记人才", "Register a talent"),
        Text(
            "登记一名人才及其证件，加密保存；服务专员填本企业的employer_id。",
            "Takes a person with an identity document onto the books, sealed; a specialist states the own enterprise as "
            "`employer_id`.",
        ),
        {"city": "370300", "area": "zhangdian", "name": "示例丙", "document": IDENTITY_CARD},
    ),
    "RenameTalent": Guide(
        Text("人才更名", "Rename a talent"),
        Text("登记人才的新姓名。", "States another name of the person."),
        {"name": "示例丁", "documents": [NOTICE]},
    ),
    "AddDocument": Guide(
        Text("增加证件", "Add a document"),
        Text("登记人才的另一证件。", "States a further identity document of the person."),
        {"document": PASSPORT},
    ),
    "ReplaceDocument": Guide(
        Text("换证", "Replace a document"),
        Text("以新证件代替旧证件，须说明理由。", "States a document in place of another one; with a reason."),
        {"document": PASSPORT, "reason": "示例：证件到期换发"},
    ),
    "StateEmployer": Guide(
        Text("登记用人单位", "State the employer"),
        Text(
            "人社部门登记人才入职的用人单位，区县随之；合并后的企业可由其服务专员承接被合并企业的人才。",
            "HRSS states which enterprise employs the person from a day on, with its area; the specialist of an "
            "enterprise that has absorbed another takes over the other's people.",
        ),
        {"employer_id": AN_ID},
    ),
    "EndEmployment": Guide(
        Text("登记离职", "End an employment"),
        Text(
            "用人单位或人社部门登记人才离职，须说明理由。",
            "States that the person has left the employer; with a reason.",
        ),
        {"reason": "示例：合同期满"},
    ),
    "RelocateTalent": Guide(
        Text("人才迁移", "Relocate a talent"),
        Text(
            "登记人才所属的另一区县（功能区）；有用人单位的，与其所属区县一致。",
            "States that the person is in another area; for who is employed, that of the employer.",
        ),
        {"area": "桓台县", "documents": [NOTICE]},
    ),
    "StatePhone": Guide(
        Text("登记联系电话", "State the telephone number"),
        Text("登记人才的新联系电话，加密保存。", "States how the person is reached from a day on, sealed."),
        {"phone": "15400000025"},
    ),
    "talent": Guide(
        Text("一名人才", "One talent"),
        Text("一名人才，个人信息以掩码显示。", "One person, masked, and what you may do now."),
    ),
    "talent_history": Guide(
        Text("人才的历史", "The history of a talent"),
        Text("人才的全部事件。", "Every event of a talent."),
    ),
    # -- policies --------------------------------------------------------------------------------------
    **OF_POLICIES,
    "AttestCadreStatus": Guide(
        Text("证明是否党委管理的领导干部", "Attest the cadre status"),
        Text(
            "组织部门出具证明，或由人社部门转录组织部门、用人单位党组织的书面证明（capacity为transcribing）。",
            "The organization department attests, or HRSS writes down what it or the employer's party organization "
            "attested on paper (`capacity` transcribing).",
        ),
        {
            "result": "not_managed",
            "as_of": f"{YEAR}-01-01",
            "capacity": "transcribing",
            "deciding_body": "zibo-party-org",
            "documents": [NOTICE],
        },
    ),
    **OF_ACCOUNTS,
    **OF_ATTACHMENTS,
    **OF_BOOKS,
    **OF_CASES,
    **OF_DEADLINES,
    **OF_AUDIT_SAMPLES,
    **OF_DOSSIERS,
    **OF_JOBS,
    **OF_TRANSPARENCY,
    **OF_LEDGERS,
    **OF_CASE_WORKERS,
    **OF_CARDS,
    **OF_CARD_LIFE,
    **OF_PAPERS,
    **OF_AUDIT,
    **OF_PERSONAL_DATA,
    **OF_GRANTS,
    **OF_PANELS,
    **OF_PRODUCTION,
    **OF_DEMANDS,
    **OF_QUARTERS,
    **OF_REPORTS,
}  # fmt: skip
