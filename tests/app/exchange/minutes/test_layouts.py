"""How people set down who was there and who does what: each way by itself, as short as it can be."""

import datetime as dt

import pytest

from app.exchange.minutes.blocks import Paragraph, Table, blocks_of_text
from app.exchange.minutes.received import read_text

TUESDAY = dt.date(2026, 11, 24)


def people(text):
    return [(one.name, one.organisation, one.state) for one in read_text(text).attendance]


def tasks(text):
    return [
        (task.assigned_to, task.due and str(task.due), task.status) for task in read_text(text, held_on=TUESDAY).actions
    ]


@pytest.mark.parametrize(
    "text, who",
    [
        ("Present: Awa Traoré (UNICEF), Ali Sow (WFP, driver)", [("Awa Traoré", "UNICEF"), ("Ali Sow", "WFP")]),
        ("Present: UNICEF (Awa Traoré, Ali Sow), WFP", [("Awa Traoré", "UNICEF"), ("Ali Sow", "UNICEF"), (None, "WFP")]),
        ("Participants: WFP – Awa Traoré; IOM – Ali Sow, Mitu Das",
         [("Awa Traoré", "WFP"), ("Ali Sow", "IOM"), ("Mitu Das", "IOM")]),
        ("Présents :\n- Awa Traoré, PAM, cheffe de bureau (présidente)\n- Préfecture : Ali Sow",
         [("Awa Traoré", "PAM"), ("Ali Sow", "Préfecture")]),
        ("Presentes\n1. Rosa Bila - INAS - Delegada\n2. João Tomé - SDSMAS",
         [("Rosa Bila", "INAS"), ("João Tomé", "SDSMAS")]),
        ("Attendance\nGovernment\n- Awa Traoré, NDMA\nUN\n- Ali Sow, WFP", [("Awa Traoré", "NDMA"), ("Ali Sow", "WFP")]),
        ("Asistieron: Ana Pérez, del MIES; Juan Gómez, de la Cruz Roja",
         [("Ana Pérez", "MIES"), ("Juan Gómez", "Cruz Roja")]),
        ("Presenças: Rosa Bila (INAS) e a colega do INGD, Teresa Cabá", [("Rosa Bila", "INAS"), ("Teresa Cabá", "INGD")]),
        ("الحضور: أ. نبيلة الهادي من مكتب الصحة، وصادق بكيل من WFP",
         [("أ. نبيلة الهادي", "مكتب الصحة"), ("صادق بكيل", "WFP")]),
        ("Present: WFP, Living Water, OCHA x2, IOM", [(None, "WFP"), (None, "Living Water"), (None, "OCHA"), (None, "IOM")]),
        ("Nome\tSector\tContacto\nMarta Saíde\tSDSMAS\t84\nJúlio Amade\tINGD\t82",
         [("Marta Saíde", "SDSMAS"), ("Júlio Amade", "INGD")]),
        ("| Name | Organisation | Phone |\n|---|---|---|\n| Awa Traoré | UNICEF | 1 |\n| Ali Sow | WFP | |",
         [("Awa Traoré", "UNICEF"), ("Ali Sow", "WFP")]),
    ],
)  # fmt: skip
def test_everybody_in_a_list_is_told_as_written(text, who):
    assert people(text) == [(name, organisation, "present") for name, organisation in who]


@pytest.mark.parametrize(
    "text, state",
    [
        ("Apologies were received from Ali Sow (IOM).", "apology"), ("Excusé : Ali Sow (IOM)", "apology"),
        ("Absents non excusés : Ali Sow (IOM)", "absent"), ("Ausentes: Ali Sow (IOM) (justificado)", "absent"),
        ("Convidado: Ali Sow (IOM)", "walk_in"), ("اعتذر: Ali Sow (IOM)", "apology"), ("No asistieron: Ali Sow (IOM)", "absent"),
    ],
)  # fmt: skip
def test_who_was_not_there_is_told_apart(text, state):
    assert people(text) == [("Ali Sow", "IOM", state)]


def test_an_organisation_that_sent_apologies_in_a_sentence_is_told():
    assert people("Present: WFP, FAO, OCHA. O UNICEF pediu desculpas.")[-1] == (None, "UNICEF", "apology")


@pytest.mark.parametrize(
    "line, task",
    [
        ("WFP to share the list by Friday", (("WFP",), "2026-11-27", None)),
        ("share the list by Friday (WFP and IOM)", (("WFP", "IOM"), "2026-11-27", None)),
        ("share the list – WFP, 4 Dec", (("WFP",), "2026-12-04", None)),
        ("Share the list. Responsible: WFP. Deadline: 4 December", (("WFP",), "2026-12-04", None)),
        ("Ministry of Health and Social Welfare to write", (("Ministry of Health and Social Welfare",), None, None)),
        ("All partners to update the matrix, asap", (("All partners",), None, None)),
        ("le HCR achemine 150 RHU pour le lundi 30 novembre", (("HCR",), "2026-11-30", None)),
        ("A la Mairie : suspendre la taxe", (("Mairie",), None, None)),
        ("chef de canton : trouver un terrain, réponse demain", (("chef de canton",), "2026-11-25", None)),
        ("O INGD vai partilhar a lista até sexta", (("INGD",), "2026-11-27", None)),
        ("verificação da lista pelo INGD antes de 30 de Novembro", (("INGD",), "2026-11-30", None)),
        ("Cruz Roja: censo, mañana mismo", (("Cruz Roja",), "2026-11-25", None)),
        ("على مكتب الصحة تقديم الكشف خلال أسبوع", (("مكتب الصحة",), "2026-12-01", None)),
        ("تقوم وزارة الصحة بإرسال القوائم قبل 30 نوفمبر", (("وزارة الصحة",), "2026-11-30", None)),
    ],
)  # fmt: skip
def test_a_line_below_action_points_tells_who_does_it_and_by_when(line, task):
    assert tasks(f"Action points\n- {line}\n") == [task]
    assert tasks(f"Action: {line}") == [task]


@pytest.mark.parametrize(
    "line, status",
    [
        ("report on prices – FAO: done", "done"), ("report on prices (FAO) -> not done", "open"),
        ("relatório de preços – FAO: em curso", "under_way"), ("informe de precios (FAO): no cumplido", "open"),
        ("rapport des prix (FAO) : bloqué, pas de fonds", "blocked"), ("تقرير الأسعار (FAO): لم ينفذ", "open"),
        ("report on prices – FAO: 60% done", "under_way"), ("informe (FAO): se canceló", "cancelled"),
        ("report on prices – FAO: passed on to the province", "referred"),
    ],
)  # fmt: skip
def test_words_for_how_a_matter_stands_are_understood(line, status):
    assert tasks(f"Previous action points\n- {line}") == [(("FAO",), None, status)]


def test_lines_below_an_action_point_say_who_and_when():
    text = "Action 1: Circulate the list\nResponsible: WFP\nDeadline: within two weeks\nStatus: ongoing"
    assert tasks(text) == [(("WFP",), "2026-12-08", "under_way")]


def test_who_and_when_in_one_column_are_taken_apart():
    text = (
        "Discussion\tAction\tWho / by when\nRain\tOpen the road\tWFP, IOM – 4 Dec\nWater\tRepair the pump\tDPS / asap"
    )
    assert tasks(text) == [(("WFP", "IOM"), "2026-12-04", None), (("DPS",), None, None)]


def test_a_column_says_which_rows_are_decisions():
    rows = [
        "Ref\tType\tText\tOwner\tDue",
        "1\tDecision\tThe camp is closed\tRRS\t",
        "2\tAction\tProvide ten buses\tWFP\t4 Dec",
    ]
    found = read_text("\n".join([*rows, "3\tInfo\tIt rains\tWFP\t"]), TUESDAY)
    assert [one.text for one in found.decisions] == ["The camp is closed"]
    assert [task.text for task in found.actions] == ["Provide ten buses"]


@pytest.mark.parametrize(
    "sentence, decision",
    [
        ("It was agreed that the camp stays open.", "the camp stays open."),
        ("The meeting then resolved that cash comes first.", "cash comes first."),
        ("Il a été décidé que le site est fermé.", "le site est fermé."),
        ("La mesa decide igualmente utilizar una sola cartilla.", "La mesa decide igualmente utilizar una sola cartilla."),
        ("Decidiu-se que o pagamento é feito em mão.", "o pagamento é feito em mão."),
        ("وقررت اللجنة إيقاف التسجيل حتى انتهاء التحقق.", "إيقاف التسجيل حتى انتهاء التحقق."),
    ],
)  # fmt: skip
def test_a_decision_in_running_text_is_told(sentence, decision):
    found = read_text(f"The rain came late. {sentence}")
    assert [one.text.rstrip(".") for one in found.decisions] == [decision.rstrip(".")]
    assert found.actions == ()


@pytest.mark.parametrize(
    "sentence, who",
    [
        ("It was agreed that WFP writes to the ministry.", "WFP"), ("RRC was asked to identify the families.", "RRC"),
        ("Il est demandé à la DPS de transmettre la liste.", "DPS"), ("Se solicita a la DPS gestionar transporte.", "DPS"),
        ("O comité solicitou ao INAS que publique os números.", "INAS"), ("Ficou o INAS de apresentar o plano.", "INAS"),
        ("وكلف الاجتماع مكتب التربية بموافاة اللجنة بالكشف.", "مكتب التربية"),
    ],
)  # fmt: skip
def test_what_somebody_is_asked_for_in_running_text_is_an_action_point(sentence, who):
    assert tasks(f"The rain came late. {sentence}") == [((who,), None, None)]


@pytest.mark.parametrize(
    "sentence",
    [
        "WFP will distribute food in June.", "The minutes were adopted.",
        "Le compte rendu a été adopté.", "Mr Santo agreed that it is late.",
        "A Cruz Vermelha informou que vai distribuir kits.", "No se fija fecha de próxima reunión.", "OCHA presented the figures.",
    ],
)  # fmt: skip
def test_what_only_informs_is_neither(sentence):
    found = read_text(f"The rain came late. {sentence}", TUESDAY)
    assert (found.actions, found.decisions) == ((), ())


def test_two_columns_of_running_text_become_rows():
    gap = " " * 20
    text = f"DISCUSSION{gap}      ACTION\n\n1. Rain\nIt rained for days and{gap[:14]}WFP to go there\nthe road is closed now.\n\n"
    (table,) = blocks_of_text(
        text + f"2. Water\nTwo pumps do not work at{gap[:12]}DPS to repair them\nall since a week."
    )
    assert isinstance(table, Table)
    assert table.rows[1:] == (
        ("1. Rain\nIt rained for days and the road is closed now.", "WFP to go there"),
        ("2. Water\nTwo pumps do not work at all since a week.", "DPS to repair them"),
    )


def test_lines_that_a_mail_program_broke_are_put_together():
    text = "- Kulima vai enviar a lista de beneficiários de Sussundenga até 25 de\n  Fevereiro.\n- OK"
    assert blocks_of_text(text) == [
        Paragraph("Kulima vai enviar a lista de beneficiários de Sussundenga até 25 de Fevereiro.", True, False, "-"),
        Paragraph("OK", True, False, "-"),
    ]
