def test_the_house_rules_hold_on_the_way_through_a_talk(client):
    from builders import COMPLEX_104C

    place = client.new_talk()
    for fact, code in COMPLEX_104C.items():
        assert client.tap(f"{place}/fact", fact=fact, code=code).status_code == 200
    assert "KIM-CM" in client.get(place).text
    for path in ("?panel=doors", "?panel=doors&door=fachberatung", "?panel=no_need", "?open=stadt"):
        assert client.get(place + path).status_code == 200
        assert client.get(place + path, tap=True).status_code == 200
