"""The numbers without a row of their own: what is tried elsewhere, and what no person could notice."""

ELSEWHERE = {
    "clients_ui.directory.directory.AT_ONCE": "clients_ui/directory/test_directory.py"
    "::test_people_have_at_least_as_many_places_for_calls_as_a_fill",
    "clients_ui.directory.directory.MOMENT": "clients_ui/directory/test_directory.py"
    "::test_the_first_request_of_a_slow_account_does_not_wait_for_it",
    "clients_ui.directory.query.EXACT": "clients_ui/directory/test_database.py"
    "::test_best_is_the_whole_name_then_its_beginning_then_a_words_beginning_then_the_name_then_all_else",
    "clients_ui.timetrack.limits.COME_BACK": "clients_ui/timetrack/test_limits.py"
    "::test_while_no_slot_changes_hands_another_call_is_busy_at_once",
    "clients_ui.timetrack.wire.RETRY_AFTER": "clients_ui/timetrack/test_wire.py"
    "::test_retry_after_is_a_number_of_seconds_or_thirty",
    "clients_ui.reading.summary.COUNTRIES_IN_USE": "clients_ui/web/test_country.py"
    "::test_it_begins_with_the_five_countries_of_most_clients",
    "clients_ui.web.answers.LAST_CHANGES": "clients_ui/web/test_client_page.py"
    "::test_it_tells_five_changes_and_leads_to_all",
    "clients_ui.web.rows.BEFORE": "clients_ui/web/test_search.py::test_what_is_cut_off_before_the_match_leaves_a_sign",
    "clients_ui.management.applying.PATIENCE": "clients_ui/transfer/test_applying.py"
    "::test_an_outage_ends_it_after_a_while_and_says_why",
    "clients_ui.transfer.one_by_one.PAUSE": "clients_ui/transfer/test_doing.py"
    "::test_a_row_that_somebody_is_at_waits_and_the_others_are_done",
    "clients_ui.transfer.one_by_one.SECONDS": "clients_ui/transfer/test_doing.py"
    "::test_no_row_is_begun_after_two_seconds_and_one_is_always_done",
    "clients_ui.transfer.row_tokens.KEPT": "clients_ui/transfer/test_doing.py::test_after_thirty_days_a_row_is_free",
    "clients_ui.transfer.row_tokens.LONGER": "clients_ui/transfer/test_killed.py"
    "::test_somebody_else_is_not_let_at_a_row_before_its_worker_must_have_ended",
    "clients_ui.transfer.undoing.OFFERED": "clients_ui/transfer/test_undoing.py::test_for_thirty_days_it_can_be_undone",
    "clients_ui.web.views.runs.PAGE_SIZE": "clients_ui/web/test_runs.py"
    "::test_long_lists_of_rows_and_runs_come_page_by_page",
    "clients_ui.wording.runs.SILENT": "clients_ui/web/test_runs.py::test_it_says_whether_it_goes_on",
    "clients_ui.writing.name_claims.LONGER": "clients_ui/writing/test_name_claims.py"
    "::test_what_nobody_ended_holds_for_the_deadline_and_ten_seconds_and_is_taken_over_once",
    "clients_ui.writing.name_claims.PORTION": "clients_ui/writing/test_name_claims.py"
    "::test_old_claims_are_cleared_in_portions",
    "ttdash.signin.afterwards.MOST_WAITING": "ttdash/signin/test_afterwards.py"
    "::test_what_is_too_much_is_not_done_and_the_log_says_so",
    "ttdash.signin.claims.LONGEST_SUB": "ttdash/signin/test_claims.py"
    "::test_the_longest_sub_that_can_be_kept_is_somebodys",
    "ttdash.signin.exchange.DEADLINE": "ttdash/signin/test_exchange.py::test_all_that_one_page_asks_has_one_deadline",
    "ttdash.signin.exchange.LONGEST_ANSWER": "ttdash/signin/test_exchange.py"
    "::test_an_answer_as_long_as_it_may_be_is_read_and_a_longer_one_is_not",
    "ttdash.signin.exchange.MOST_AT_ONCE": "ttdash/signin/test_exchange.py"
    "::test_while_the_provider_hangs_it_holds_no_more_than_two_threads_of_a_worker",
    "ttdash.signin.questions.LONGEST_NEXT": "ttdash/signin/test_provider.py"
    "::test_an_address_too_long_for_a_cookie_is_not_led_on_to",
    "ttdash.signin.questions.MOST": "ttdash/signin/test_provider.py"
    "::test_questions_of_several_tabs_are_all_answered_and_the_oldest_forgotten_where_they_are_too_many",
    "ttdash.settings.DATA_UPLOAD_MAX_NUMBER_FILES": "ttdash/web/test_headers.py::test_no_page_takes_a_file",
    "ttdash.settings.SECURE_HSTS_SECONDS": "ttdash/web/test_headers.py::test_every_kind_of_answer_bears_every_header",
    "ttdash.settings.TIMETRACK_READ_TIMEOUT": "clients_ui/timetrack/test_transport.py::test_a_hanging_server_times_out",
    "ttdash.settings.TRUSTED_PROXIES": "ttdash/signin/test_throttle.py"
    "::test_behind_proxies_the_address_is_counted_from_the_right",
}
NO_BOUNDARIES = {
    "clients_ui.directory.checks.FEW": "MOST_SHARED and two more",
    "clients_ui.directory.checks.MOST_IN_DOUBT": "the same is found by looking at all anew",
    "clients_ui.directory.database.REMEMBERED": "counts that are not kept are counted again",
    "clients_ui.directory.database.REST": "a moment for other threads",
    "clients_ui.directory.directory.CHECKED_AT_ONCE": "the rest is checked next",
    "clients_ui.directory.directory.FEW": "the rest is checked a moment later",
    "clients_ui.directory.directory.REST": "a moment for other threads",
    "clients_ui.directory.directory.SAMPLES": "a sample",
    "clients_ui.directory.latest.MOST_REMEMBERED": "far more than LATEST, behind which nothing comes late",
    "clients_ui.directory.query.BEGINS": "a rank: see EXACT",
    "clients_ui.directory.query.ELSEWHERE": "a rank: see EXACT",
    "clients_ui.directory.query.JOINED": "a rank: see EXACT",
    "clients_ui.directory.query.NAMED": "a rank: see EXACT",
    "clients_ui.directory.query.OWN_ID": "a rank: see EXACT",
    "clients_ui.directory.query.WORD": "a rank: see EXACT",
    "clients_ui.client.folding.BEGINNING": "letters that nobody types",
    "clients_ui.client.unseen.BEFORE": "how much is told of what stands before a character",
    "clients_ui.quality.vat.LONGEST": "more words than stand around any VAT id",
    "clients_ui.quality.vat.LONGEST_ID": "twice as long as the longest VAT id",
    "clients_ui.quality.vat.MOST_PIECES": "a remark is no VAT id",
    "clients_ui.quality.vat.PARTS_BEFORE": "as many as libraries know: tests/clients_ui/quality/test_vat.py",
    "clients_ui.quality.vat.PARTS_BEHIND": "as many as libraries know: tests/clients_ui/quality/test_vat.py",
    "clients_ui.reading.listing.PATIENCE": "Refresh shows what there is either way",
    "clients_ui.transfer.row_tokens.LENGTH": "so long that no correction looks like what it corrects",
    "clients_ui.transfer.undoing.AT_ONCE": "the rest is read next",
    "clients_ui.web.links.SOME_ID": "stands for any id",
    "clients_ui.web.rows.AROUND": "how much of a long text is shown around a match",
    "clients_ui.wording.colours.COLOURLESS": "where one name of a colour ends and the next begins",
    "clients_ui.wording.colours.DARK": "where one name of a colour ends and the next begins",
    "clients_ui.wording.colours.LIGHT": "where one name of a colour ends and the next begins",
    "clients_ui.writing.form_tokens.PAUSE": "how often a second press looks for the first",
    "ttdash.signin.exchange.CONNECT": "passed on to urllib3",
    "ttdash.signin.exchange.READ": "passed on to urllib3",
    "ttdash.formats.en.formats.FIRST_DAY_OF_WEEK": "Monday",
    "ttdash.settings.LANGUAGE_COOKIE_AGE": "who comes back after a year chooses once more",
    "ttdash.management.commands.demo.PATIENCE": "a demonstration that does not start",
    "ttdash.settings.TIMETRACK_CONNECT_TIMEOUT": "passed on to urllib3",
}
