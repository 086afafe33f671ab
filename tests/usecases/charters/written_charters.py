"""The words of three old charters in the style of the real ones (domain.md 3.6 A, B, D), and what writes them as .docx."""

from pathlib import Path

FILES = Path(__file__).parent / "files"

DANCERS = """百泉社区夕阳红舞蹈队章程
第一条　本组织的名称是百泉社区夕阳红舞蹈队。
第二条　本队是由百泉社区居民自愿组成，在本社区开展活动，自我管理、自我服务、自我教育、自我娱乐的公益性组织。
第三条　本队宗旨：遵守宪法、法律、法规和国家政策，遵守社会道德风尚，维护社会稳定。
第四条　本队接受百泉社区居民委员会和百泉镇民政办的业务指导和监督管理。
第五条　本队的办公地址和活动场所为百泉社区文化广场。
第六条　本队的业务范围：
（一）组织居民跳广场舞；
（二）排练节目，参加社区演出；
（三）开展健身交流。
第七条　会员资格：拥护本章程，填写会员申请表，积极参加活动。入会自愿，退会自由。
第八条　负责人会议制度：商议财务收支，召集会员决策重大事项，至少每半年召开一次。
第九条　本队建立财务管理和相关规章制度，经费不得在成员中分配。
第十条　负责人由会员推选产生，任期三年，身体健康，热心公益。
第十一条　购置的音响专人保管，外借须经同意。"""

SAGES = """百泉村乡贤参事会章程
第一章　总则
第一条　本会定名为百泉村乡贤参事会。
第二条　本会由热心家乡建设的乡贤自愿组成，是非营利的公益性、服务性、互助性组织，不具有法人资格。
第三条　本会的宗旨是弘扬乡贤文化，凝聚乡贤力量，遵守宪法、法律、法规和国家政策。
第四条　本会坚持中国共产党的领导，受村党组织领导，受百泉镇人民政府监督管理，受村民委员会业务指导。
第五条　本会的住所设在百泉村村部。
第二章　业务范围
第六条　本会的业务范围是：参与村庄公共事务，提出建议；引导公益捐助；协助调处矛盾；推动移风易俗。
第三章　会员
第七条　本会实行个人会员制。会员须拥护章程，有加入本会的意愿，在本村有较好的声望。
第八条　会员入会的程序：提交申请，经村党组织审核确认，由会员大会讨论通过。会员退会自由。
第九条　会员享有选举权、建议权和监督权的权利，履行遵守章程、执行决议的义务。
第十条　本会的最高权力机构是会员大会，每年召开一次。
第十一条　本会设会长一名、副会长两名，由会员大会选举产生，任期三年。
第四章　附则
第十二条　本会终止后的剩余财产用于本村公益事业。"""

VOLUNTEERS = """百泉社区志愿者协会简易章程
一、名称：百泉社区志愿者协会，名称为百泉社区志愿者协会。
二、本会坚持党的领导，由社区党组织领导。
三、宗旨：奉献、友爱、互助、进步，遵守国家法律。
四、会员权利：参加活动；优先得到帮助；选举和表决；建议；监督；自由退出；受到表彰。会员义务：遵守章程；按时参加；保守服务对象的秘密。
五、志愿服务不收取报酬，服务时长记入志愿服务记录本。
六、活动经费来源于捐赠，收支账目每半年在公开栏公开活动和收支情况。"""

CHARTERS = {"舞蹈队": DANCERS, "乡贤参事会": SAGES, "志愿者协会": VOLUNTEERS}


def write_word(text: str, file: Path) -> Path:
    """Write a text as a Word file, a paragraph a line."""
    import docx

    document = docx.Document()
    for line in text.splitlines():
        document.add_paragraph(line)
    document.save(str(file))
    return file


def write_all() -> None:
    """Write the three files again: `PYTHONPATH=. python -m tests.usecases.charters.written_charters`."""
    FILES.mkdir(exist_ok=True)
    for name, text in CHARTERS.items():
        write_word(text, FILES / f"{name}.docx")


if __name__ == "__main__":
    write_all()
